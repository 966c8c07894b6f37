package chat.palaver.api;

import java.net.URI;
import java.util.List;
import java.util.Set;

/** Which web pages may call: those listed, and those of this very machine. */
record Origins(List<String> allowed) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    Origins {
        allowed = List.copyOf(allowed);
    }

    boolean allows(String origin) {
        if (allowed.contains(origin)) {
            return true;
        }
        try {
            String host = URI.create(origin).getHost();
            return host != null && LOOPBACK.contains(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
