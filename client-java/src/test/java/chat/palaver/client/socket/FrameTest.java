package chat.palaver.client.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameTest {
    @Test
    void findsTheTypeWhereverItStands() {
        assertThat(new Frame("{\"type\":\"sent\",\"id\":\"1\"}", 0).type()).isEqualTo("sent");
        assertThat(new Frame("{ \"id\":\"1\", \"type\": \"sent\"}", 0).type()).isEqualTo("sent");
    }

    @Test
    void whatIsNoObjectHasNoTypeAndNoFields() {
        for (String text : new String[] {"", "null", "[1]", "\"type\"", "{\"type\":", "{}"}) {
            Frame frame = new Frame(text, 0);
            assertThat(frame.type()).as(text).isEmpty();
            assertThat(frame.string("id")).as(text).isEmpty();
            assertThat(frame.position("position")).as(text).isEmpty();
        }
    }

    @Test
    void positionsAreSixtyThreeBits() {
        assertThat(Positions.parse("9223372036854775807")).hasValue(Long.MAX_VALUE);
        assertThat(Positions.parse("9223372036854775808")).isEmpty();
        assertThat(Positions.parse("-1")).isEmpty();
        assertThat(Positions.parse("+1")).isEmpty();
        assertThat(Positions.parse("")).isEmpty();
        assertThat(Positions.parse("\u0661")).isEmpty();
    }

    @Test
    void neverShowsWhatPeopleWrite() {
        assertThat(new Frame("{\"type\":\"message\",\"text\":\"secret\"}", 0).toString())
                .doesNotContain("secret");
    }
}
