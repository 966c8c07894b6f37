package chat.palaver.sink;

/** What is done with the records of a topic; the reading itself is {@link LogReader}'s. */
interface Work extends Batch.Keys {
    /**
     * Does all there is to do for the records of one key, and returns when it is durable. Called on
     * a worker's thread, for one key at one time, in the order of the log.
     *
     * @throws Claim.LostException if the claim was lost meanwhile: what was done is done
     */
    void run(Batch.Run run, Claim claim);

    /** A partition is read no more; it may be somebody else's now. */
    void forget(LogPart part, Claim claim);
}
