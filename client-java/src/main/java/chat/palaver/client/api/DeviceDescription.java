package chat.palaver.client.api;

/**
 * How a device introduces itself at log-in.
 *
 * @param platform one of {@code web ios android desktop bot}
 */
public record DeviceDescription(String name, String platform) {
    public static DeviceDescription desktop(String name) {
        return new DeviceDescription(name, "desktop");
    }

    public static DeviceDescription bot(String name) {
        return new DeviceDescription(name, "bot");
    }
}
