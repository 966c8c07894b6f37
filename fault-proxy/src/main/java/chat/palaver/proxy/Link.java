package chat.palaver.proxy;

import java.util.regex.Pattern;

/**
 * A way from one process to another, through a port of the proxy.
 *
 * @param from who connects, by name; letters, digits and dashes
 * @param to who is connected to
 * @param port where the proxy listens, on 127.0.0.1
 * @param target the port of 127.0.0.1 to which it connects
 */
public record Link(String from, String to, int port, int target) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+");

    public Link {
        if (!NAME.matcher(from).matches() || !NAME.matcher(to).matches()) {
            throw new IllegalArgumentException("Not the name of a process: " + from + ", " + to);
        }
    }

    /** For logs and listings. */
    public String name() {
        return from + ">" + to;
    }
}
