package chat.palaver.bench.worker;

import java.util.Arrays;

/**
 * How far one session has come in each of its channels, and whether what comes next follows. Small:
 * most sessions of a benchmark have one channel, and there are thousands of them.
 */
final class Chains {
    private static final long UNKNOWN = -1;

    private String[] names = {};
    private long[] channels = {};
    private long[] positions = {};

    /** What a record is to what came before it. */
    enum Step {
        NEXT,
        DOUBLED,
        DISORDERED,
        GAP
    }

    /**
     * A record has come.
     *
     * @param channel hash of its channel
     * @param position its position
     * @param prev the position before, as the record says
     */
    Step record(long channel, long position, long prev) {
        int index = index(channel);
        if (index < 0) {
            return Step.NEXT;
        }
        long before = positions[index];
        if (position > before) {
            positions[index] = position;
        }
        if (before == UNKNOWN || (prev == before && position > before)) {
            return Step.NEXT;
        }
        if (position == before) {
            return Step.DOUBLED;
        }
        return position < before ? Step.DISORDERED : Step.GAP;
    }

    /** Everything up to a position has been delivered. */
    void caughtUp(long channel, String name, long position) {
        int index = index(channel);
        if (index < 0) {
            index = channels.length;
            names = Arrays.copyOf(names, index + 1);
            channels = Arrays.copyOf(channels, index + 1);
            positions = Arrays.copyOf(positions, index + 1);
            names[index] = name;
            channels[index] = channel;
            positions[index] = UNKNOWN;
        }
        positions[index] = Math.max(positions[index], position);
    }

    boolean knows(long channel) {
        return index(channel) >= 0;
    }

    /** The {@code resume} of a {@code hello}: a JSON object. */
    String resume() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < channels.length; i++) {
            json.append(i == 0 ? "\"" : ",\"")
                    .append(names[i])
                    .append("\":\"")
                    .append(positions[i])
                    .append('"');
        }
        return json.append('}').toString();
    }

    private int index(long channel) {
        for (int i = 0; i < channels.length; i++) {
            if (channels[i] == channel) {
                return i;
            }
        }
        return -1;
    }
}
