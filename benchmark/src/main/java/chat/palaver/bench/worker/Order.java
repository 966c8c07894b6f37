package chat.palaver.bench.worker;

import chat.palaver.bench.measure.Schedule;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What the driver tells a worker: one line of JSON, answered by one {@link Reply}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "order")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Order.Open.class, name = "open"),
    @JsonSubTypes.Type(value = Order.Measure.class, name = "measure"),
    @JsonSubTypes.Type(value = Order.Pace.class, name = "pace"),
    @JsonSubTypes.Type(value = Order.Play.class, name = "play"),
    @JsonSubTypes.Type(value = Order.Flood.class, name = "flood"),
    @JsonSubTypes.Type(value = Order.Drop.class, name = "drop"),
    @JsonSubTypes.Type(value = Order.Reopen.class, name = "reopen"),
    @JsonSubTypes.Type(value = Order.Count.class, name = "count"),
    @JsonSubTypes.Type(value = Order.Collect.class, name = "collect")
})
public sealed interface Order {
    /**
     * Connect further seats. Answered when all are taken, or the time is over.
     *
     * @param atOnce most that are on their way in at one time
     */
    record Open(List<SeatPlan> seats, int atOnce, long withinMillis) implements Order {}

    /** A run begins: what was counted before is forgotten. */
    record Measure(RunPlan plan) implements Order {}

    /** Send at a steady rate, by the lanes in turn. Answered when the last message is sent. */
    record Pace(Schedule schedule, List<Lane> lanes, int textBytes) implements Order {}

    /** Send given lines. Answered when the last is sent. */
    record Play(List<Lane> lanes, List<Line> lines) implements Order {}

    /**
     * Send by every lane as fast as is answered.
     *
     * @param window unanswered messages of one lane
     * @param untilMicros the offset at which no more are sent
     * @param share which part of the sequences this worker uses
     */
    record Flood(
            List<Lane> lanes, int window, long untilMicros, int textBytes, int share, int shares)
            implements Order {}

    /** Cut every connection, as a lost network does. */
    record Drop() implements Order {}

    /**
     * Connect those that were dropped, each resuming where it was.
     *
     * @param tokens for each seat, since those of the first time may have run out
     */
    record Reopen(List<String> tokens, int atOnce, long withinMillis) implements Order {}

    /** Say what has been counted so far. */
    record Count() implements Order {}

    /** Say everything that was measured. */
    record Collect() implements Order {}

    /**
     * A line of a script.
     *
     * @param sequence among the lines of all workers
     * @param dueMicros from the epoch of the run
     * @param lane index
     */
    record Line(int sequence, long dueMicros, int lane, String text) {}
}
