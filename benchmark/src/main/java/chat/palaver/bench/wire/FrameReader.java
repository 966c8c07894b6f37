package chat.palaver.bench.wire;

import java.util.Arrays;

/**
 * Takes the frames of a server (RFC 6455, section 5) out of what comes from a socket. What is left
 * of a frame that has not come whole is kept here, so that a silent connection costs no buffer.
 */
final class FrameReader {
    private static final byte[] NOTHING = {};
    private static final int FIN = 0x80;
    private static final int OPCODE = 0x0F;
    private static final int LENGTH = 0x7F;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    /** Longest frame; the protocol's longest has 1,310,720 bytes. */
    private static final int MOST_BYTES = 8 << 20;

    private byte[] left = NOTHING;

    /** Takes one frame; its payload lies from one index to before another. */
    interface Consumer {
        void frame(int opcode, byte[] bytes, int from, int to);
    }

    /**
     * Reads on.
     *
     * @param bytes what has come, from one index to before another
     * @throws IllegalStateException if that is no frame a server of ours may send
     */
    void read(byte[] bytes, int from, int to, Consumer consumer) {
        byte[] input = bytes;
        int start = from;
        int end = to;
        if (left.length > 0) {
            input = Arrays.copyOf(left, left.length + to - from);
            System.arraycopy(bytes, from, input, left.length, to - from);
            start = 0;
            end = input.length;
        }
        int rest = frames(input, start, end, consumer);
        left = rest == end ? NOTHING : Arrays.copyOfRange(input, rest, end);
    }

    /** Hands over what is whole; the index at which the first frame begins that is not. */
    private static int frames(byte[] input, int from, int to, Consumer consumer) {
        int at = from;
        while (to - at >= 2) {
            int length = input[at + 1] & LENGTH;
            int head = 2 + (length == LENGTH_16 ? 2 : length == LENGTH_64 ? 8 : 0);
            if (to - at < head) {
                return at;
            }
            long size = length < LENGTH_16 ? length : number(input, at + 2, at + head);
            if (size > MOST_BYTES || size < 0 || (input[at] & FIN) == 0) {
                throw new IllegalStateException("a frame of " + size + " bytes, or a fragment");
            }
            if (to - at - head < size) {
                return at;
            }
            int payload = at + head;
            at = payload + (int) size;
            consumer.frame(input[payload - head] & OPCODE, input, payload, at);
        }
        return at;
    }

    private static long number(byte[] input, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = (value << 8) | (input[i] & 0xFF);
        }
        return value;
    }
}
