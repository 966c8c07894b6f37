package chat.palaver.kit.config;

/**
 * Where metrics and health are served. Nothing there is authenticated: keep it off the internet.
 */
public record AdminConfig(
        @Default("127.0.0.1") @About("address the admin port is bound to") String host,
        @Default("8090") @Range(min = 0, max = 65_535) @About("admin port; 0 takes any free one")
                int port) {

    /** Any free port of this machine. */
    public static AdminConfig ephemeral() {
        return new AdminConfig("127.0.0.1", 0);
    }
}
