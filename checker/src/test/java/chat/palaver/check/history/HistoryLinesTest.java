package chat.palaver.check.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HistoryLinesTest {
    static List<Event> events() {
        return List.of(
                new Event.Calm(7, true),
                new Event.Calm(7, false),
                new Event.ChannelMade(1, "c1", "c_1", "group", "u1", List.of("u1", "u2"), 0),
                new Event.ChannelMade(1, "c2", "c_2", "direct", "u1", List.of("u1", "u2"), 41),
                new Event.Hello(2, "u1.1", 1, "ws://edge", Map.of("c1", 0L)),
                new Event.Closed(2, "u1.1", 1, 1006, "network lost"),
                new Event.Closed(2, "u1.1", 1, 1006, "silence"),
                new Event.ReadStored(3, "u1", "c1", 0),
                new Event.Acknowledged(4, "c1", "u1", "id", 0, "u1.1", 9, true),
                new Event.MoveAsked(4, "c1", "own"),
                new Event.MoveAnswered(4, "c1", "own", "ok"),
                new Event.MoveShown(4, "c1", "own"),
                new Event.Unanswered(4, "c1", "u1", "id", 1, "connection lost"),
                new Event.FaultBegan(5, "moves", "the logs of all groups"),
                new Event.NotSettled(5, "end", 90_000_000, "u1.1 is behind"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsWhatItWrote(Event event) {
        assertThat(HistoryLines.event(HistoryLines.line(event))).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ownDoing\":true", "\"later\":{\"a\":1}"})
    void passesOverFieldsItDoesNotKnow(String field) {
        String line = "{\"is\":\"ended\",\"at\":5," + field + "}";

        assertThat(HistoryLines.event(line)).isEqualTo(new Event.Ended(5));
    }
}
