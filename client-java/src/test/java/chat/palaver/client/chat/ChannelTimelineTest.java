package chat.palaver.client.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.client.chat.ChannelTimeline.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelTimelineTest {
    @Test
    void beginsWithTheFirstRecordHeardOf() {
        ChannelTimeline timeline = new ChannelTimeline();

        assertThat(timeline.record(7, 5)).isEqualTo(Verdict.NEXT);
        assertThat(timeline.last()).isEqualTo(7);
        assertThat(timeline.isResumable()).isTrue();
    }

    @Test
    void aRecordThatDoesNotFollowIsAGapAndChangesNothing() {
        ChannelTimeline timeline = ChannelTimeline.after(5);

        assertThat(timeline.record(9, 7)).isEqualTo(Verdict.GAP);
        assertThat(timeline.last()).isEqualTo(5);
        assertThat(timeline.record(7, 5)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void aRecordWithAnEarlierChainIsAGapToo() {
        ChannelTimeline timeline = ChannelTimeline.after(5);

        assertThat(timeline.record(9, 4)).isEqualTo(Verdict.GAP);
    }

    @Test
    void whatWasSeenIsACopyOnEveryConnection() {
        ChannelTimeline timeline = ChannelTimeline.after(5);
        timeline.record(7, 5);
        timeline.lost();

        assertThat(timeline.record(7, 5)).isEqualTo(Verdict.COPY);
        assertThat(timeline.record(5, 3)).isEqualTo(Verdict.COPY);
    }

    @Test
    void caughtUpBeyondTheLastRecordTellsOfALoss() {
        ChannelTimeline timeline = ChannelTimeline.after(5);

        assertThat(timeline.caughtUp(6)).isFalse();
        assertThat(timeline.isLive()).isFalse();
        assertThat(timeline.caughtUp(5)).isTrue();
        assertThat(timeline.isLive()).isTrue();
    }

    @Test
    void caughtUpBelowTheLastRecordNeverRewinds() {
        ChannelTimeline timeline = ChannelTimeline.after(5);

        assertThat(timeline.caughtUp(4)).isTrue();
        assertThat(timeline.record(5, 4)).isEqualTo(Verdict.COPY);
        assertThat(timeline.record(6, 5)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void joiningStartsTheChainAnew() {
        ChannelTimeline timeline = ChannelTimeline.after(5);
        timeline.leave();

        assertThat(timeline.isResumable()).isFalse();
        assertThat(timeline.joined(20)).isEqualTo(Verdict.NEXT);
        assertThat(timeline.record(21, 20)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void oneRecordMayChangeTwoMembers() {
        ChannelTimeline timeline = ChannelTimeline.after(5);

        assertThat(timeline.change(6, 5)).isEqualTo(Verdict.NEXT);
        assertThat(timeline.change(6, 5)).isEqualTo(Verdict.NEXT);
        timeline.lost();
        assertThat(timeline.change(6, 5)).isEqualTo(Verdict.COPY);
    }

    @Test
    void acceptsExactlyTheChainWhateverIsRepeatedOrLost() {
        for (long seed = 1; seed <= 500; seed++) {
            assertThat(accepted(new Random(seed))).as("seed %d", seed).isTrue();
        }
    }

    /**
     * Sends a chain with repeats and holes; after a hole goes back to where the timeline stands.
     */
    private static boolean accepted(Random random) {
        List<Long> log = new ArrayList<>(List.of(0L));
        for (int i = 0; i < 50; i++) {
            log.add(log.get(i) + 1 + random.nextInt(3));
        }
        ChannelTimeline timeline = ChannelTimeline.after(0);
        List<Long> seen = new ArrayList<>(List.of(0L));
        int at = 1;
        while (at < log.size()) {
            int jump = random.nextInt(10);
            int sent = jump == 0 ? Math.min(at + 1, log.size() - 1) : jump == 1 ? at / 2 + 1 : at;
            Verdict verdict = timeline.record(log.get(sent), log.get(sent - 1));
            if (verdict == Verdict.NEXT) {
                seen.add(log.get(sent));
                at = sent + 1;
            }
        }
        return seen.equals(log);
    }
}
