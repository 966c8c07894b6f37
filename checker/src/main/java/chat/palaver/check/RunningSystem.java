package chat.palaver.check;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the data folder of a system says of it. */
final class RunningSystem {
    private static final Pattern PORT_BASE = Pattern.compile("(?m)^port-base=(\\d+)$");

    private RunningSystem() {}

    /**
     * Where its API server is.
     *
     * @throws IOException when the folder is none of {@code palaver up}
     */
    static URI api(Path data) throws IOException {
        return URI.create("http://127.0.0.1:" + portBase(data));
    }

    private static int portBase(Path data) throws IOException {
        Path options = data.resolve("plan.properties");
        if (Files.exists(options)) {
            Matcher base = PORT_BASE.matcher(Files.readString(options));
            if (base.find()) {
                return Integer.parseInt(base.group(1));
            }
        }
        throw new IOException(data + " is no data folder of a running system");
    }
}
