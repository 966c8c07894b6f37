package chat.palaver.bench.measure;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.LongConsumer;

/**
 * When each message of a run reached the first of its readers and when the last: what somebody in a
 * room notices is the last one. Not thread-safe.
 */
public final class Spans {
    /** Messages one may watch: 16 bytes each. */
    public static final int MOST = 4_000_000;

    private static final int BYTES = 2 * Long.BYTES;

    private final long[] first;
    private final long[] last;

    /**
     * For the messages with sequences below a number.
     *
     * @param messages 0 to {@link #MOST}
     */
    public Spans(int messages) {
        if (messages < 0 || messages > MOST) {
            throw new IllegalArgumentException("messages: 0 to " + MOST + ", not " + messages);
        }
        first = new long[messages];
        last = new long[messages];
        Arrays.fill(first, Long.MAX_VALUE);
        Arrays.fill(last, Long.MIN_VALUE);
    }

    /** A message has reached one more reader after so many nanoseconds; others are ignored. */
    public void arrived(int sequence, long nanos) {
        if (sequence < first.length) {
            first[sequence] = Math.min(first[sequence], nanos);
            last[sequence] = Math.max(last[sequence], nanos);
        }
    }

    /** Takes in what another process has seen of the same messages. */
    public void add(String encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(encoded));
        for (int i = 0; bytes.remaining() >= BYTES; i++) {
            long from = bytes.getLong();
            long to = bytes.getLong();
            if (from <= to) {
                arrived(i, from);
                arrived(i, to);
            }
        }
    }

    /** To be sent to another process. */
    public String encoded() {
        ByteBuffer bytes = ByteBuffer.allocate(first.length * BYTES);
        for (int i = 0; i < first.length; i++) {
            bytes.putLong(first[i]).putLong(last[i]);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** The nanoseconds to the first reader of each message from a sequence on. */
    public void eachFirst(int from, LongConsumer consumer) {
        each(first, from, consumer);
    }

    /** The nanoseconds to the last reader of each message from a sequence on. */
    public void eachLast(int from, LongConsumer consumer) {
        each(last, from, consumer);
    }

    private void each(long[] values, int from, LongConsumer consumer) {
        for (int i = from; i < values.length; i++) {
            if (first[i] <= last[i]) {
                consumer.accept(values[i]);
            }
        }
    }
}
