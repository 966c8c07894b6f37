package chat.palaver.bench.wire;

import java.nio.ByteBuffer;

/** Frames of a client, masked as they must be (RFC 6455, section 5.3). */
final class FrameBytes {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4;
    private static final int SHORT = 126;
    private static final int MEDIUM = 1 << 16;
    private static final int MOST_HEAD = 14;

    private FrameBytes() {}

    /** One frame, ready to be written. */
    static ByteBuffer masked(int opcode, byte[] payload, int mask) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + MOST_HEAD);
        frame.put((byte) (FIN | opcode));
        if (payload.length < SHORT) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length < MEDIUM) {
            frame.put((byte) (MASKED | SHORT)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | SHORT + 1)).putLong(payload.length);
        }
        frame.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            int shift = 8 * (MASK_BYTES - 1 - i % MASK_BYTES);
            frame.put((byte) (payload[i] ^ mask >>> shift));
        }
        return frame.flip();
    }
}
