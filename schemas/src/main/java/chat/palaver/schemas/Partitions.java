package chat.palaver.schemas;

import java.nio.charset.StandardCharsets;

/**
 * Which partition a key lies in. Every producer asks here instead of trusting its client's default,
 * so that a channel's records and the interest in them can never part. The same hash as Kafka's own
 * partitioner for keyed records, so plain Kafka tools agree.
 */
public final class Partitions {
    private static final int SEED = 0x9747b28c;
    private static final int M = 0x5bd1e995;

    private Partitions() {}

    /**
     * The partition of a bare id.
     *
     * @param key channel id or user id
     * @param partitions 1 or more
     */
    public static int of(String key, int partitions) {
        return (murmur2(key.getBytes(StandardCharsets.UTF_8)) & 0x7fffffff) % partitions;
    }

    /** MurmurHash2 by Austin Appleby (public domain), as Kafka uses it. */
    static int murmur2(byte[] data) {
        int length = data.length;
        int h = SEED ^ length;
        int whole = length & ~3;
        for (int i = 0; i < whole; i += 4) {
            int k = word(data, i) * M;
            k ^= k >>> 24;
            h = (h * M) ^ (k * M);
        }
        for (int i = length - 1; i >= whole; i--) {
            h ^= (data[i] & 0xff) << (8 * (i - whole));
        }
        if (length > whole) {
            h *= M;
        }
        h ^= h >>> 13;
        h *= M;
        return h ^ (h >>> 15);
    }

    private static int word(byte[] data, int i) {
        return (data[i] & 0xff)
                | (data[i + 1] & 0xff) << 8
                | (data[i + 2] & 0xff) << 16
                | (data[i + 3] & 0xff) << 24;
    }
}
