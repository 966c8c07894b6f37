package chat.palaver.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StampTest {
    private static final long EPOCH = 1_790_000_000_000L;

    @Test
    void isReadAsItWasWritten() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            Stamp stamp =
                    new Stamp(
                            random.nextInt(Stamp.MAX_RUN + 1),
                            random.nextInt(Stamp.MAX_SEQUENCE),
                            (long) (random.nextDouble() * Stamp.MAX_OFFSET));

            assertThat(read(stamp.id(EPOCH))).isEqualTo(stamp);
        }
    }

    @Test
    void holdsTheLargestValues() {
        Stamp stamp = new Stamp(Stamp.MAX_RUN, Stamp.MAX_SEQUENCE, Stamp.MAX_OFFSET);

        assertThat(read(stamp.id(EPOCH))).isEqualTo(stamp);
        assertThatThrownBy(() -> new Stamp(0, Stamp.MAX_SEQUENCE + 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Stamp(0, 0, Stamp.MAX_OFFSET + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isAUuidOfVersion7ByTheTimeItIsDue() {
        UUID id = UUID.fromString(new Stamp(1, 2, 5_000_000).id(EPOCH));

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(EPOCH + 5_000);
    }

    @Test
    void isNotReadFromOtherIds() {
        assertThat(read("hello")).isNull();
        assertThat(read(UUID.randomUUID().toString())).isNull();
        assertThat(read("01a2b3c4-0000-7xyz-8000-000000000000")).isNull();
    }

    private static Stamp read(String id) {
        byte[] frame = ("\"" + id + "\"").getBytes(StandardCharsets.US_ASCII);
        return Stamp.read(frame, 1, id.length());
    }
}
