package chat.palaver.check.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;

/**
 * An event as a line of JSON, and back. A field that is not known is passed over, so that what
 * another version recorded can be judged. Thread-safe.
 */
public final class HistoryLines {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter WRITER = JSON.writerFor(Event.class);
    private static final ObjectReader READER =
            JSON.readerFor(Event.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private HistoryLines() {}

    public static String line(Event event) {
        try {
            return WRITER.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that cannot be written", e);
        }
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is no event
     */
    public static Event event(String line) {
        try {
            return READER.readValue(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not an event: " + e.getOriginalMessage(), e);
        }
    }
}
