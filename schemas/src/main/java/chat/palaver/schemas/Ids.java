package chat.palaver.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Makes and recognises ids: a letter for the kind, an underscore, and 128 bits in 26 characters of
 * lower-case Crockford base 32.
 */
public final class Ids {
    /** Longest message id a client may choose, in Unicode code points. */
    public static final int MAX_MESSAGE_ID_LENGTH = 64;

    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final Pattern BODY = Pattern.compile("[0-9a-hjkmnp-tv-z]{26}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    public static String newUser() {
        return random("u_");
    }

    public static String newDevice() {
        return random("d_");
    }

    public static String newChannel() {
        return random("c_");
    }

    public static String newSession() {
        return random("s_");
    }

    public static String newEdge() {
        return random("e_");
    }

    /**
     * The channel id that a repeated creation by one user under one idempotency key finds again.
     *
     * @param creator user id
     * @param idempotencyKey any text
     */
    public static String channelOf(String creator, String idempotencyKey) {
        return "c_" + encode(hash("group\0" + creator + "\0" + idempotencyKey));
    }

    /** Whether a client may choose this as the id of a message: 1 to 64 Unicode code points. */
    public static boolean isMessageId(String id) {
        return !id.isEmpty()
                && id.length() <= 2 * MAX_MESSAGE_ID_LENGTH
                && id.codePointCount(0, id.length()) <= MAX_MESSAGE_ID_LENGTH;
    }

    /** The one direct channel of two users, whoever asks. */
    public static String directChannel(String user, String other) {
        String low = user.compareTo(other) < 0 ? user : other;
        String high = low.equals(user) ? other : user;
        return "c_" + encode(hash("direct\0" + low + "\0" + high));
    }

    public static boolean isUser(String id) {
        return is("u_", id);
    }

    public static boolean isDevice(String id) {
        return is("d_", id);
    }

    public static boolean isChannel(String id) {
        return is("c_", id);
    }

    public static boolean isEdge(String id) {
        return is("e_", id);
    }

    /**
     * The time in a UUIDv7 (RFC 9562, section 5.7), milliseconds since the epoch, or -1 if the id
     * is not one.
     */
    public static long timeOf(String messageId) {
        if (messageId.length() != 36) {
            return -1;
        }
        try {
            UUID uuid = UUID.fromString(messageId);
            return uuid.version() == 7 ? uuid.getMostSignificantBits() >>> 16 : -1;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    private static boolean is(String prefix, String id) {
        return id.length() == 28
                && id.startsWith(prefix)
                && BODY.matcher(id.substring(2)).matches();
    }

    private static String random(String prefix) {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return prefix + encode(bytes);
    }

    private static byte[] hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Arrays.copyOf(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String encode(byte[] bytes) {
        StringBuilder out = new StringBuilder(26);
        int bits = 0;
        int held = 0;
        for (byte b : bytes) {
            held = (held << 8) | (b & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                out.append(ALPHABET[(held >>> bits) & 31]);
            }
            held &= (1 << bits) - 1;
        }
        return out.append(ALPHABET[(held << (5 - bits)) & 31]).toString();
    }
}
