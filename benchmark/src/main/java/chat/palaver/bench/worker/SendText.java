package chat.palaver.bench.worker;

import chat.palaver.bench.measure.Stamp;
import java.nio.charset.StandardCharsets;

/**
 * A {@code send} frame of which only the id changes: it is put in its place in the bytes, so that a
 * load generator has little to do for a message.
 */
final class SendText {
    private static final String BEFORE_ID = "{\"type\":\"send\",\"id\":\"";
    private static final String WORDS =
            "the quick brown fox jumps over the lazy dog and runs on into the night ";

    private final byte[] template;

    SendText(String channel, String text) {
        template =
                (BEFORE_ID
                                + "0".repeat(Stamp.LENGTH)
                                + "\",\"channel\":\""
                                + channel
                                + "\",\"text\":\""
                                + escaped(text)
                                + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
    }

    /** Words, so many characters long; at least one. */
    static String filler(int characters) {
        int wanted = Math.max(1, characters);
        return WORDS.repeat(wanted / WORDS.length() + 1).substring(0, wanted);
    }

    byte[] withId(String id) {
        byte[] frame = template.clone();
        for (int i = 0; i < Stamp.LENGTH; i++) {
            frame[BEFORE_ID.length() + i] = (byte) id.charAt(i);
        }
        return frame;
    }

    private static String escaped(String text) {
        StringBuilder json = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.toString();
    }
}
