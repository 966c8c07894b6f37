package chat.palaver.schemas.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.palaver.schemas.Ids;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private final ClientFrameReader reader = new ClientFrameReader();
    private final ServerFrameWriter writer = new ServerFrameWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "{}",
                "{} {}",
                "{\"type\":7}",
                "{\"type\":\"send\"}",
                "{\"type\":\"send\",\"id\":\"\",\"channel\":\"c\",\"text\":\"x\"}",
                "{\"type\":\"send\",\"id\":\"1\",\"channel\":\"c\",\"text\":\"\\ud800\"}",
                "{\"type\":\"send\",\"id\":\"1\",\"channel\":\"c\",\"text\":\"x\",\"replyTo\":5}",
                "{\"type\":\"read\",\"channel\":\"c\",\"position\":5}",
                "{\"type\":\"watch\",\"users\":[\"bob\"]}",
                "{\"type\":\"state\",\"active\":\"yes\"}",
                "{\"type\":\"ping\",\"n\":1.5}",
                "{\"type\":\"hello\",\"token\":\"t\",\"resume\":{\"c\":1}}",
                "{\"type\":\"ping\",\"x\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}"
            })
    void malformedIsBadFrame(String json) {
        assertThat(refused(json).code()).isEqualTo(ErrorCode.BAD_FRAME);
    }

    @Test
    void errorNamesTheFramesId() {
        FrameException e = refused("{\"type\":\"dance\",\"id\":\"m7\"}");
        assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_TYPE);
        assertThat(e.id()).contains("m7");
    }

    @Test
    void textIsCountedInCodePoints() throws FrameException {
        String most = "\ud83d\ude00".repeat(Limits.TEXT_CODE_POINTS);
        ClientFrame.Send send = (ClientFrame.Send) reader.read(send(most));
        assertThat(send.text()).isEqualTo(most);
        assertThat(refused(send(most + "x")).code()).isEqualTo(ErrorCode.TEXT_TOO_LONG);
        assertThat(refused(send("")).code()).isEqualTo(ErrorCode.TEXT_EMPTY);
    }

    @Test
    void longestTextFullyEscapedFitsAFrame() {
        String json = send("\\ud83d\\ude00".repeat(Limits.TEXT_CODE_POINTS));
        assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(Limits.FRAME_BYTES);
    }

    @Test
    void nulIsKeptAndUnknownFieldsIgnored() throws FrameException {
        ClientFrame frame =
                reader.read(
                        "{\"more\":{\"a\":[1]},\"type\":\"send\",\"id\":\"1\",\"channel\":\"c\",\"text\":\"a\\u0000b\"}");
        assertThat(((ClientFrame.Send) frame).text()).isEqualTo("a\0b");
    }

    @Test
    void aFrameOfManySmallValuesIsSkippedNotBuilt() throws FrameException {
        String many = "{},".repeat(430_000) + "0";
        ClientFrame frame = reader.read("{\"x\":[" + many + "],\"type\":\"ping\",\"n\":1}");
        assertThat(frame).isEqualTo(new ClientFrame.Ping(null, 1L));
    }

    @Test
    void anErrorNamesItsFrameEvenIfTheIdItselfIsWrong() {
        String id = "x".repeat(65);
        FrameException e =
                refused(
                        "{\"type\":\"send\",\"id\":\"%s\",\"channel\":\"c\",\"text\":\"a\"}"
                                .formatted(id));
        assertThat(e.code()).isEqualTo(ErrorCode.BAD_FRAME);
        assertThat(e.id()).hasValue(id);
    }

    @Test
    void resumeIsBounded() {
        StringBuilder resume = new StringBuilder("\"c\":\"1\"");
        for (int i = 0; i <= FrameFields.MOST_RESUMED; i++) {
            resume.append(",\"c").append(i).append("\":\"1\"");
        }
        String json = "{\"type\":\"hello\",\"token\":\"t\",\"resume\":{" + resume + "}}";
        assertThat(refused(json).code()).isEqualTo(ErrorCode.BAD_FRAME);
    }

    @Test
    void tooManyWatchedIsSaid() {
        StringBuilder users = new StringBuilder("\"" + Ids.newUser() + "\"");
        for (int i = 0; i < Limits.WATCHED_USERS; i++) {
            users.append(",\"").append(Ids.newUser()).append('"');
        }
        FrameException e = refused("{\"type\":\"watch\",\"users\":[" + users + "]}");
        assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_WATCHED);
    }

    @Test
    void writesFramesToTheLetter() {
        assertThat(json(new ServerFrame.Message("c_1", 9, 7, "m", "u_1", "h\u00e9\0", 1_000, 0)))
                .isEqualTo(
                        "{\"type\":\"message\",\"channel\":\"c_1\",\"position\":\"9\",\"prev\":\"7\",\"id\":\"m\",\"sender\":\"u_1\",\"text\":\"h\u00e9\\u0000\",\"time\":\"1970-01-01T00:00:01.000Z\"}");
        assertThat(json(new ServerFrame.Sent("m", "c_1", 9, 1, true)))
                .endsWith("\"duplicate\":true}");
        assertThat(json(new ServerFrame.CaughtUp("c_1", 0)))
                .isEqualTo("{\"type\":\"caughtUp\",\"channel\":\"c_1\",\"position\":\"0\"}");
        assertThat(json(new ServerFrame.Pong(3L))).isEqualTo("{\"type\":\"pong\",\"n\":3}");
        assertThat(
                        json(
                                new ServerFrame.Channel(
                                        "c", "group", "t", null, "left", "u", "u", 3, 2, 1)))
                .contains("\"left\":true")
                .doesNotContain("role");
    }

    private String json(ServerFrame frame) {
        return new String(writer.write(frame), StandardCharsets.UTF_8);
    }

    private static String send(String text) {
        return "{\"type\":\"send\",\"id\":\"1\",\"channel\":\"c\",\"text\":\"" + text + "\"}";
    }

    private FrameException refused(String json) {
        return catchThrowableOfType(FrameException.class, () -> reader.read(json));
    }
}
