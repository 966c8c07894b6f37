package chat.palaver.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Finds the fields of a server's frame that a load generator wants, without making anything of the
 * rest: a JSON parser would cost more than the frame took to come. Reused for each frame; knows the
 * frame it was given last, as long as its bytes are not written to.
 */
public final class FrameFields {
    /** The fields one may ask for. */
    public enum Field {
        TYPE(0),
        CHANNEL(1),
        POSITION(2),
        PREV(3),
        ID(4),
        CODE(5),
        SENDER(6);

        private final int slot;

        Field(int slot) {
            this.slot = slot;
        }
    }

    private static final Field[] FIELDS = Field.values();

    /** By slot. */
    private static final byte[][] NAMES = names();

    private static final int ABSENT = -1;
    private static final int ENOUGH_OF_A_MESSAGE = 6;

    private final int[] from = new int[FIELDS.length];
    private final int[] to = new int[FIELDS.length];
    private byte[] bytes = {};
    private int end;

    private static byte[][] names() {
        byte[][] names = new byte[FIELDS.length][];
        for (Field field : FIELDS) {
            names[field.slot] =
                    field.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        }
        return names;
    }

    /** Reads the fields of the object that lies from one index to before another. */
    public void read(byte[] frame, int start, int until) {
        bytes = frame;
        end = until;
        Arrays.fill(from, ABSENT);
        int found = 0;
        int at = start + 1;
        // Text and time come behind what identifies a message.
        while (at < end && found < ENOUGH_OF_A_MESSAGE && bytes[at] == '"') {
            int nameEnd = endOfText(at);
            Field field = named(at + 1, nameEnd);
            int value = nameEnd + 2;
            int valueEnd = endOfValue(value);
            if (field != null && bytes[value] == '"') {
                from[field.slot] = value + 1;
                to[field.slot] = valueEnd - 1;
                found++;
            }
            at = valueEnd + 1;
        }
    }

    private Field named(int start, int until) {
        for (Field field : FIELDS) {
            byte[] name = NAMES[field.slot];
            if (name.length == until - start
                    && bytes[start] == name[0]
                    && Arrays.equals(bytes, start, until, name, 0, name.length)) {
                return field;
            }
        }
        return null;
    }

    /** The index of the quotation mark that ends the text that begins at one. */
    private int endOfText(int quote) {
        int at = quote + 1;
        while (at < end && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    private int endOfValue(int start) {
        int depth = 0;
        int at = start;
        while (at < end) {
            byte b = bytes[at];
            if (b == '"') {
                at = endOfText(at);
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                if (depth == 0) {
                    return at;
                }
                depth--;
            } else if (b == ',' && depth == 0) {
                return at;
            }
            at++;
        }
        return end;
    }

    /** Whether the frame has the field, as a text. */
    public boolean has(Field field) {
        return from[field.slot] != ABSENT;
    }

    /** Whether the field has this value. */
    public boolean is(Field field, byte[] value) {
        int start = from[field.slot];
        return start != ABSENT
                && to[field.slot] - start == value.length
                && Arrays.equals(bytes, start, start + value.length, value, 0, value.length);
    }

    /** Where the value begins in the frame. */
    public int start(Field field) {
        return from[field.slot];
    }

    /** Bytes of the value; 0 if there is none. */
    public int length(Field field) {
        return has(field) ? to[field.slot] - from[field.slot] : 0;
    }

    /** The value as a decimal number; 0 if there is none. */
    public long number(Field field) {
        long value = 0;
        if (has(field)) {
            for (int i = from[field.slot]; i < to[field.slot]; i++) {
                value = 10 * value + bytes[i] - '0';
            }
        }
        return value;
    }

    /** The value as text, escapes as they stand; empty if there is none. */
    public String text(Field field) {
        return has(field)
                ? new String(bytes, start(field), length(field), StandardCharsets.UTF_8)
                : "";
    }

    /** A number that stands for the value: equal for equal ones, most likely not for others. */
    public long hash(Field field) {
        return has(field) ? hash(bytes, start(field), to[field.slot]) : 0;
    }

    /** The same of a text given elsewhere. */
    public static long hash(String text) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        return hash(all, 0, all.length);
    }

    /** FNV-1a, 64 bits. */
    private static long hash(byte[] bytes, int start, int until) {
        long hash = 0xcbf29ce484222325L;
        for (int i = start; i < until; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * 0x100000001b3L;
        }
        return hash;
    }
}
