package chat.palaver.ingest;

/**
 * Is told what an append took, by whoever owns metrics: this library has none. Called on the
 * sending and the producer's thread; must return at once.
 */
public interface AppendWatch {
    /** Since when an append is timed, if it is not. */
    long UNTIMED = 0;

    /** Nobody looks. */
    AppendWatch NONE =
            new AppendWatch() {
                @Override
                public void handedOver(long nanos) {}

                @Override
                public void acknowledged(long nanos, long logMillis) {}
            };

    /**
     * A record goes to the producer now.
     *
     * @param nanos since the moment from which its append is timed
     */
    void handedOver(long nanos);

    /**
     * A record has been acknowledged now.
     *
     * @param nanos since it went to the producer
     * @param logMillis its time as the log has it, by the broker's clock
     */
    void acknowledged(long nanos, long logMillis);
}
