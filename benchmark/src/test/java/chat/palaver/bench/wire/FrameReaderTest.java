package chat.palaver.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private final List<String> seen = new ArrayList<>();

    @Test
    void findsFramesHoweverTheyAreCutUp() {
        List<String> texts =
                List.of("", "a", "b".repeat(125), "c".repeat(126), "d".repeat(70_000), "end");
        byte[] stream = stream(texts);
        Random random = new Random(3);
        for (int round = 0; round < 20; round++) {
            seen.clear();
            FrameReader reader = new FrameReader();
            int at = 0;
            while (at < stream.length) {
                int next = Math.min(stream.length, at + 1 + random.nextInt(5_000));
                reader.read(stream, at, next, this::take);
                at = next;
            }

            assertThat(seen).isEqualTo(texts);
        }
    }

    @Test
    void refusesFramesNoServerOfOursSends() {
        byte[] fragment = {1, 1, 'x'};
        byte[] endless = {(byte) 0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0};

        assertThatThrownBy(() -> new FrameReader().read(fragment, 0, 3, this::take))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new FrameReader().read(endless, 0, 10, this::take))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void masksWhatAClientSends() {
        byte[] text = "mask me".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = FrameBytes.masked(FrameBytes.TEXT, text, 0x01020304);

        assertThat(frame.get()).isEqualTo((byte) 0x81);
        assertThat(frame.get()).isEqualTo((byte) (0x80 | text.length));
        byte[] mask = new byte[4];
        frame.get(mask);
        byte[] payload = new byte[frame.remaining()];
        frame.get(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        assertThat(mask).containsExactly(1, 2, 3, 4);
        assertThat(payload).isEqualTo(text);
    }

    private void take(int opcode, byte[] bytes, int from, int to) {
        assertThat(opcode).isEqualTo(FrameBytes.TEXT);
        seen.add(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
    }

    private static byte[] stream(List<String> texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String text : texts) {
            out.write(0x81);
            int length = text.length();
            if (length < 126) {
                out.write(length);
            } else if (length < 1 << 16) {
                out.write(126);
                out.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
            } else {
                out.write(127);
                out.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
            }
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }
}
