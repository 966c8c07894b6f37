package chat.palaver.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveHopsTest {
    private final Seen seen = new Seen();
    private final EncodedFrame frame = new EncodedFrame(new byte[] {1});
    private long now = 100;
    private final LiveHops hops = new LiveHops(seen, () -> now);

    @Test
    void timesEachHopOfALiveRecord() {
        List<EncodedFrame> out = new ArrayList<>();
        hops.applying(
                100,
                () -> {
                    now = 130;
                    hops.folded();
                    out.add(hops.timed(frame, 2));
                });

        now = 170;
        out.get(0).written();
        now = 180;
        out.get(0).written();

        assertThat(seen.waited).containsExactly(30L);
        assertThat(seen.written).containsExactly(40L, 50L);
        assertThat(out.get(0).bytes()).isEqualTo(frame.bytes());
    }

    @Test
    void leavesAloneWhatIsReadAgain() {
        hops.folded();
        EncodedFrame out = hops.timed(frame, 1);
        out.written();

        assertThat(out).isSameAs(frame);
        assertThat(seen.waited).isEmpty();
        assertThat(seen.written).isEmpty();
    }

    @Test
    void timesAllUpToTheBoundAndBeyondItAsManyOnTheAverage() {
        assertThat(timedOf(160, LiveHops.MOST_TIMED)).isEqualTo(160);
        assertThat(timedOf(200, LiveHops.MOST_TIMED + 1)).isEqualTo(100);
        assertThat(timedOf(1_000, 10 * LiveHops.MOST_TIMED)).isEqualTo(100);
    }

    @Test
    void timesAnAnswerFromItsFrameOn() {
        now = 500;
        hops.answer(frame, 200).written();
        hops.answer(frame, LiveHops.UNTIMED).written();

        assertThat(seen.answered).containsExactly(300L);
    }

    private long timedOf(int frames, int sessions) {
        int[] timed = {0};
        hops.applying(
                1,
                () -> {
                    for (int i = 0; i < frames; i++) {
                        hops.folded();
                        timed[0] += hops.timed(frame, sessions) == frame ? 0 : 1;
                    }
                });
        return timed[0];
    }

    private static final class Seen implements HopTimers {
        private final List<Long> waited = new ArrayList<>();
        private final List<Long> written = new ArrayList<>();
        private final List<Long> answered = new ArrayList<>();

        @Override
        public void waited(long nanos) {
            waited.add(nanos);
        }

        @Override
        public void written(long nanos) {
            written.add(nanos);
        }

        @Override
        public void answered(long nanos) {
            answered.add(nanos);
        }
    }
}
