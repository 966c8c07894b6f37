package chat.palaver.bench.worker;

import chat.palaver.bench.measure.Latencies;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a worker answers an {@link Order}: one line of JSON. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Reply.Done.class, name = "done"),
    @JsonSubTypes.Type(value = Reply.Opened.class, name = "opened"),
    @JsonSubTypes.Type(value = Reply.Sent.class, name = "sent"),
    @JsonSubTypes.Type(value = Reply.Counted.class, name = "counted"),
    @JsonSubTypes.Type(value = Reply.Collected.class, name = "collected"),
    @JsonSubTypes.Type(value = Reply.Failed.class, name = "failed")
})
public sealed interface Reply {
    /** Done as told. */
    record Done() implements Reply {}

    /**
     * Seats have been taken.
     *
     * @param taken of the seats in the order
     * @param missing those that did not get in
     * @param attempts that failed before one did not
     * @param times from the order to each seat being taken, encoded histogram of nanoseconds
     * @param because why the last attempt failed; empty if none did
     */
    record Opened(int taken, int missing, int attempts, String times, String because)
            implements Reply {}

    /** So many messages were sent. */
    record Sent(int messages) implements Reply {}

    /** The counters. */
    record Counted(Counts counts) implements Reply {}

    /**
     * A run as one worker saw it.
     *
     * @param delivery from due to delivered
     * @param answer from due to {@code sent}
     * @param lag from due to written to the socket: how late the load generator itself was
     * @param spans encoded
     */
    record Collected(
            Counts counts,
            Latencies.Encoded delivery,
            Latencies.Encoded answer,
            Latencies.Encoded lag,
            String spans)
            implements Reply {}

    /** The order could not be carried out. */
    record Failed(String because) implements Reply {}
}
