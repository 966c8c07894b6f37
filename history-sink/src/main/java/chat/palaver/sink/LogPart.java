package chat.palaver.sink;

import chat.palaver.schemas.LogPlace;
import java.util.Optional;

/**
 * A partition that is read: one of a topic in which many channels or users lie, or a channel's own
 * log.
 *
 * @param own the place that lies there, if it is an own log
 */
record LogPart(String topic, int partition, Optional<LogPlace> own) {

    static LogPart shared(String topic, int partition) {
        return new LogPart(topic, partition, Optional.empty());
    }

    static LogPart own(String topic, LogPlace place) {
        return new LogPart(topic, 0, Optional.of(place));
    }

    /**
     * A place of this channel that lies here: of shared logs the first one, since all of theirs lie
     * in the same topic.
     */
    LogPlace place(String channel) {
        return own.orElseGet(() -> new LogPlace(channel, 0));
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
