package chat.palaver.store;

import java.time.Instant;

/**
 * One login of a user.
 *
 * @param platform {@code web ios android desktop bot}
 * @param refreshHash hash of the refresh token that is good now
 * @param refreshGeneration how often that token was renewed
 */
public record Device(
        String userId,
        String deviceId,
        String name,
        String platform,
        Instant createdAt,
        String refreshHash,
        int refreshGeneration) {
    /** Without what must not reach a log. */
    @Override
    public String toString() {
        return "Device[" + userId + ", " + deviceId + "]";
    }
}
