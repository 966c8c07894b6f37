package chat.palaver.kit.token;

import java.time.Instant;

/**
 * What a good access token says.
 *
 * @param userId {@code u_...}
 * @param deviceId {@code d_...}: the login the token belongs to
 */
public record AccessClaims(String userId, String deviceId, String tokenId, Instant expiresAt) {}
