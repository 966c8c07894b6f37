package chat.palaver.edge.feed;

/** Takes what the hops of messages in an edge took, in nanoseconds. From any thread, at once. */
public interface HopTimers {
    /** From having been read to having been folded on the loop. */
    void waited(long nanos);

    /** From the fold until a frame of the record was written to a socket. */
    void written(long nanos);

    /** From the arrival of a {@code send} until its {@code sent} was written. */
    void answered(long nanos);
}
