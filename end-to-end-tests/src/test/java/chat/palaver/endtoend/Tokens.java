package chat.palaver.endtoend;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Access tokens that a forger, or a clock, could make of a good one. */
final class Tokens {
    private Tokens() {}

    /** The claims of a good token, its time over, signed with the system's own key. */
    static String expired(String good, Path data) throws Exception {
        String key = Files.readString(data.resolve("keys/token-private.pem"));
        byte[] encoded = Base64.getMimeDecoder().decode(key.replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey own =
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        long past = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();
        return signed(good, claims(good).replaceAll("\"exp\":\\d+", "\"exp\":" + past), own);
    }

    /** The claims of a good token, signed with another key. */
    static String foreign(String good) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return signed(good, claims(good), generator.generateKeyPair().getPrivate());
    }

    /** The claims of a good token, its user another, the signature the good one's. */
    static String changed(String good, String user, String otherUser) {
        String[] parts = good.split("\\.");
        return parts[0] + "." + encode(claims(good).replace(user, otherUser)) + "." + parts[2];
    }

    /** The claims of a good token, not signed. */
    static String unsigned(String good) {
        String header = header(good).replaceAll("\"alg\":\"[A-Z0-9]+\"", "\"alg\":\"none\"");
        return encode(header) + "." + good.split("\\.")[1] + ".";
    }

    private static String signed(String good, String claims, PrivateKey key) throws Exception {
        String content = encode(header(good)) + "." + encode(claims);
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + encode(signature.sign());
    }

    private static String header(String token) {
        return decode(token.split("\\.")[0]);
    }

    private static String claims(String token) {
        return decode(token.split("\\.")[1]);
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
