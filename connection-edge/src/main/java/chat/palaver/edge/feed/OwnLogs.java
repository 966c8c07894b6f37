package chat.palaver.edge.feed;

import chat.palaver.schemas.LogPlace;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The channels' own logs, as feeds need them. Stages complete, and readers run, on the loop. */
public interface OwnLogs {
    /**
     * Reads a log from an offset on, until it is let go.
     *
     * @param place an own one, not followed yet
     */
    void follow(LogPlace place, long from, Reader reader);

    /** Reads it no more; the reader may be called with what is on its way. */
    void unfollow(LogPlace place);

    /**
     * Puts a record of no meaning at the log's end.
     *
     * @return its offset
     */
    CompletionStage<Long> mark(LogPlace place);

    /** Takes what lies in a log. */
    interface Reader {
        /**
         * The next records.
         *
         * @param records the channel's own, in order; marks are left out
         * @param next everything below this offset has been handed over
         */
        void read(List<LogRecord> records, long next);

        /** All that stood in the log a moment ago has been handed over; once. */
        void atEnd();

        /** The log no longer keeps what was to be read next. */
        void gone();
    }
}
