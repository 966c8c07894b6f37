package chat.palaver.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.bench.wire.FrameFields.Field;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.frames.ServerFrame;
import chat.palaver.schemas.frames.ServerFrameWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FrameFieldsTest {
    private final FrameFields fields = new FrameFields();

    @Test
    void readsWhatAnEdgeWrites() {
        byte[] frame =
                new ServerFrameWriter()
                        .write(
                                new ServerFrame.Message(
                                        "c_1",
                                        77,
                                        76,
                                        "id-1",
                                        "u_1",
                                        "a \"text\", {with} [everything] \\ in it",
                                        1_790_000_000_000L,
                                        Position.NONE));

        fields.read(frame, 0, frame.length);

        assertThat(fields.text(Field.TYPE)).isEqualTo("message");
        assertThat(fields.text(Field.CHANNEL)).isEqualTo("c_1");
        assertThat(fields.number(Field.POSITION)).isEqualTo(77);
        assertThat(fields.number(Field.PREV)).isEqualTo(76);
        assertThat(fields.text(Field.ID)).isEqualTo("id-1");
        assertThat(fields.hash(Field.CHANNEL)).isEqualTo(FrameFields.hash("c_1"));
    }

    @Test
    void skipsWhatItDoesNotKnowInAnyOrder() {
        read(
                "{\"limits\":{\"a\":[1,\"}\"]},\"n\":12,\"text\":\"\\\"type\\\":\\\"x\\\"\","
                        + "\"type\":\"error\",\"code\":\"rate_limited\"}");

        assertThat(fields.text(Field.TYPE)).isEqualTo("error");
        assertThat(fields.text(Field.CODE)).isEqualTo("rate_limited");
        assertThat(fields.has(Field.ID)).isFalse();
        assertThat(fields.number(Field.POSITION)).isZero();
    }

    @Test
    void survivesWhatIsNoFrame() {
        for (String text :
                new String[] {"", "{", "{}", "[1]", "{\"type", "{\"type\":", "{\"a\":{"}) {
            read(text);

            assertThat(fields.has(Field.TYPE)).isFalse();
        }
    }

    private void read(String json) {
        byte[] bytes = ("xx" + json + "   ").getBytes(StandardCharsets.UTF_8);
        fields.read(bytes, 2, bytes.length - 3);
    }
}
