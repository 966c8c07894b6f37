package chat.palaver.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpansTest {
    @Test
    void knowsTheFirstAndTheLastOfAllReadersOfAllProcesses() {
        Spans one = new Spans(3);
        one.arrived(0, 50);
        one.arrived(0, 70);
        one.arrived(2, 10);
        Spans other = new Spans(3);
        other.arrived(0, 40);
        other.arrived(0, 60);

        one.add(other.encoded());

        assertThat(firsts(one, 0)).containsExactly(40L, 10L);
        assertThat(lasts(one, 0)).containsExactly(70L, 10L);
        assertThat(lasts(one, 1)).containsExactly(10L);
    }

    @Test
    void ignoresMessagesBeyondItsRoom() {
        Spans spans = new Spans(1);
        spans.arrived(1, 5);

        assertThat(firsts(spans, 0)).isEmpty();
        assertThatThrownBy(() -> new Spans(Spans.MOST + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Long> firsts(Spans spans, int from) {
        List<Long> values = new ArrayList<>();
        spans.eachFirst(from, values::add);
        return values;
    }

    private static List<Long> lasts(Spans spans, int from) {
        List<Long> values = new ArrayList<>();
        spans.eachLast(from, values::add);
        return values;
    }
}
