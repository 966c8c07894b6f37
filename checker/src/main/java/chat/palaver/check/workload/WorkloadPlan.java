package chat.palaver.check.workload;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much is to happen. With the seed it fixes who is in which channel and, as far as threads and
 * networks allow, what they do.
 *
 * @param span how long new messages are sent, if {@code messages} is 0
 * @param messages how many are sent, or 0
 * @param rate new messages a second, repeats not counted
 * @param users each with one to three devices
 * @param channels about a third of them direct
 * @param budget how long a send is tried until it counts as unknown
 */
public record WorkloadPlan(
        long seed,
        Duration span,
        int messages,
        int rate,
        int users,
        int channels,
        Duration budget) {
    public static final int MOST_USERS = 500;
    public static final int MOST_CHANNELS = 2_000;
    public static final int MOST_RATE = 5_000;

    public WorkloadPlan {
        require(users >= 3 && users <= MOST_USERS, "users must be 3 to " + MOST_USERS);
        require(
                channels >= 2 && channels <= MOST_CHANNELS,
                "channels must be 2 to " + MOST_CHANNELS);
        require(rate >= 1 && rate <= MOST_RATE, "rate must be 1 to " + MOST_RATE);
        require(messages >= 0, "messages must not be negative");
    }

    private static void require(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** The same with another seed. */
    public WorkloadPlan withSeed(long other) {
        return new WorkloadPlan(other, span, messages, rate, users, channels, budget);
    }

    /** As a history keeps it. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("seconds", String.valueOf(span.toSeconds()));
        parameters.put("messages", String.valueOf(messages));
        parameters.put("rate", String.valueOf(rate));
        parameters.put("users", String.valueOf(users));
        parameters.put("channels", String.valueOf(channels));
        return parameters;
    }
}
