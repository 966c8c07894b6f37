package chat.palaver.kit.config;

import java.util.List;
import java.util.regex.Pattern;

/** Addresses as operators write them: {@code host:port}, {@code [::1]:port}. */
final class HostPorts {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:/]+):\\d{1,5}");

    private HostPorts() {}

    /**
     * The same list, unmodifiable.
     *
     * @throws IllegalArgumentException if it is empty or one of them is no address
     */
    static List<String> checked(String key, List<String> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException(key + " must name at least one host:port");
        }
        for (String address : addresses) {
            if (!FORM.matcher(address).matches()) {
                throw new IllegalArgumentException(
                        key + " must be host:port each, not '" + address + "'");
            }
        }
        return List.copyOf(addresses);
    }
}
