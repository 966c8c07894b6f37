package chat.palaver.kit;

/**
 * The answer of one health check.
 *
 * @param detail for the operator; never a secret or a message body
 */
public record HealthResult(boolean healthy, String detail) {
    public static HealthResult ok() {
        return new HealthResult(true, "ok");
    }

    public static HealthResult ok(String detail) {
        return new HealthResult(true, detail);
    }

    public static HealthResult bad(String detail) {
        return new HealthResult(false, detail);
    }

    public static HealthResult of(boolean healthy, String detail) {
        return new HealthResult(healthy, detail);
    }
}
