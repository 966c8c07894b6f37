package chat.palaver.bench.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcessSampleTest {
    @Test
    void readsALineOfProcEvenWithAForeignName() {
        String stat =
                "42 (a (b) c) S 1 42 42 0 -1 4194304 100 0 0 0 250 150 0 0 20 0 5 0 1000"
                        + " 5000000 300 18446744073709551615 1 1 0";

        ProcessSample sample = ProcessSample.parse(stat);

        assertThat(sample.cpuSeconds()).isEqualTo(4.0);
        assertThat(sample.residentBytes()).isEqualTo(300 * 4_096);
        assertThatThrownBy(() -> ProcessSample.parse("nothing"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsNothingOfAProcessThatIsGone() {
        assertThat(ProcessSample.of(-1)).isEmpty();
    }
}
