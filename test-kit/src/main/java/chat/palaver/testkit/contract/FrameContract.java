package chat.palaver.testkit.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.dialect.Dialects;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code docs/asyncapi.yaml} as tests hold the edge and the codec of frames against it. */
public final class FrameContract {
    private final PublishedDocument document =
            PublishedDocument.read("asyncapi.yaml", Dialects.getDraft7());
    private final Map<String, Frame> fromClient = frames("fromClient");
    private final Map<String, Frame> toClient = frames("toClient");

    /**
     * One type of frame.
     *
     * @param planned whether it is told of, but not offered yet
     * @param fields names of all fields
     * @param examples whole frames
     */
    public record Frame(
            String type, boolean planned, Set<String> fields, List<JsonNode> examples, String at) {}

    private Map<String, Frame> frames(String operation) {
        Map<String, Frame> frames = new LinkedHashMap<>();
        String messages = "/operations/" + operation + "/messages/";
        int count = document.at("/operations/" + operation + "/messages").size();
        for (int i = 0; i < count; i++) {
            Frame frame = frame(document.resolve(messages + i));
            if (frames.put(frame.type(), frame) != null) {
                throw new IllegalStateException("twice in one direction: " + frame.type());
            }
        }
        return frames;
    }

    private Frame frame(String pointer) {
        JsonNode message = document.at(pointer);
        JsonNode properties = message.path("payload").path("properties");
        Set<String> fields = new TreeSet<>();
        properties.fieldNames().forEachRemaining(fields::add);
        return new Frame(
                properties.path("type").path("const").asText(),
                message.path("x-planned").asBoolean(),
                fields,
                message.path("examples").valueStream().map(e -> e.path("payload")).toList(),
                pointer + "/payload");
    }

    /** What clients say, by type. */
    public Map<String, Frame> fromClient() {
        return fromClient;
    }

    /** What edges say, by type. */
    public Map<String, Frame> toClient() {
        return toClient;
    }

    /** What is wrong with a frame of this type; empty if nothing. */
    public String faults(Frame frame, JsonNode value) {
        return document.faults(frame.at(), value);
    }

    /**
     * Holds a frame that an edge has sent against the document.
     *
     * @throws AssertionError if the document does not tell of it
     */
    public void check(JsonNode sent) {
        Frame frame = toClient.get(sent.path("type").asText());
        if (frame == null || frame.planned()) {
            throw new AssertionError("not published: " + sent);
        }
        String faults = faults(frame, sent);
        if (!faults.isEmpty()) {
            throw new AssertionError(sent + ": " + faults);
        }
    }

    /** Reasons of closing by their codes. */
    public Map<Integer, String> closeCodes() {
        Map<Integer, String> codes = new TreeMap<>();
        document.at("/channels/connect/x-close-codes")
                .forEach(
                        code -> codes.put(code.path("code").asInt(), code.path("reason").asText()));
        return codes;
    }

    /** Codes of {@code error}. */
    public Set<String> errorCodes() {
        Set<String> codes = new TreeSet<>();
        document.at("/components/schemas/ErrorCode/enum").forEach(code -> codes.add(code.asText()));
        return codes;
    }
}
