package chat.palaver.api;

import chat.palaver.schemas.Ids;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and reads refresh tokens: {@code user.device.generation.secret.seal}. The seal proves that
 * a token was ours once. Without it nobody could tell an old token used again, for which the device
 * is logged out, from one made up to get somebody else logged out. Thread-safe.
 */
final class RefreshTokens {
    private static final int MAX_LENGTH = 400;
    private static final int SECRET_BYTES = 24;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    /** What a token with a good seal says. */
    record Parsed(String userId, String deviceId, int generation, String hash) {}

    /**
     * @param secret known to API servers alone
     */
    RefreshTokens(byte[] secret) {
        key = new SecretKeySpec(sha256(secret), "HmacSHA256");
    }

    /** The first token of a device. */
    String issue(String userId, String deviceId) {
        return issue(userId, deviceId, 0, randomSecret());
    }

    /**
     * The token that takes the place of another.
     *
     * @param key names one call and its repetitions, which get the same token: whoever lost the
     *     answer, and nobody who has only copied the token, can ask for it again
     */
    String successor(Parsed token, Optional<String> key) {
        byte[] secret =
                key.map(named -> mac("successor\0" + token.hash() + "\0" + named))
                        .map(bytes -> Arrays.copyOf(bytes, SECRET_BYTES))
                        .orElseGet(this::randomSecret);
        return issue(token.userId(), token.deviceId(), token.generation() + 1, secret);
    }

    private byte[] randomSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    private String issue(String userId, String deviceId, int generation, byte[] secret) {
        String body =
                String.join(
                        ".",
                        userId,
                        deviceId,
                        Integer.toString(generation),
                        BASE64.encodeToString(secret));
        return body + "." + seal(body);
    }

    /** Empty for what was never ours. */
    Optional<Parsed> parse(String token) {
        int last = token.lastIndexOf('.');
        if (token.length() > MAX_LENGTH || last < 0) {
            return Optional.empty();
        }
        String body = token.substring(0, last);
        byte[] seal = token.substring(last + 1).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(seal, seal(body).getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        String[] parts = body.split("\\.", -1);
        if (parts.length != 4 || !Ids.isUser(parts[0]) || !Ids.isDevice(parts[1])) {
            return Optional.empty();
        }
        return Optional.of(new Parsed(parts[0], parts[1], Integer.parseInt(parts[2]), hash(token)));
    }

    /** What is kept of a token, of which nobody can make the token again. */
    static String hash(String token) {
        return BASE64.encodeToString(sha256(token.getBytes(StandardCharsets.UTF_8)));
    }

    private String seal(String body) {
        return BASE64.encodeToString(mac(body));
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
