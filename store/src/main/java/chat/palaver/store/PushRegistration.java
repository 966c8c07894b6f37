package chat.palaver.store;

/**
 * Where a device is pushed.
 *
 * @param kind {@code webpush}, {@code apns} or {@code fcm}
 * @param registration what the provider needs, opaque here
 */
public record PushRegistration(String userId, String deviceId, String kind, String registration) {
    /** Without what must not reach a log. */
    @Override
    public String toString() {
        return "PushRegistration[" + userId + ", " + deviceId + ", " + kind + "]";
    }
}
