package chat.palaver.sink;

import chat.palaver.kit.config.About;
import chat.palaver.kit.config.Between;
import chat.palaver.kit.config.Default;
import chat.palaver.kit.config.Range;
import java.time.Duration;

/** Which channels get a log of their own, and how quickly one follows the other. */
public record OwnLogsConfig(
        @Default("100")
                @Range(min = 0, max = 100_000)
                @About(
                        "topics of channels' own logs at one time, 0 for none; the same in all sinks")
                int budget,
        @Default("500")
                @Range(min = 2, max = 10_000_000)
                @About(
                        "members from which on a group gets a log of its own, until it has half as"
                                + " many; the same in all sinks")
                int members,
        @Default("10s")
                @Between(min = "0ms", max = "1d")
                @About("least time between two moves of one channel's log")
                Duration rest,
        @Default("60s")
                @Between(min = "1s", max = "7d")
                @About("how long the topic of a log that has moved stays, for those who still read")
                Duration removeAfter) {

    /** As if nothing were said. */
    public static OwnLogsConfig usual() {
        return new OwnLogsConfig(100, 500, Duration.ofSeconds(10), Duration.ofSeconds(60));
    }
}
