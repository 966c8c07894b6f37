package chat.palaver.client.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final long ANSWER = 100;
    private final Outbox outbox = new Outbox(new Outbox.Limits(4, 40, 2, ANSWER));

    private static Outgoing outgoing(String id, String channel, long deadline) {
        return new Outgoing(id, channel, "0123456789", deadline, new CompletableFuture<>());
    }

    private boolean offer(String id) {
        return outbox.offer(outgoing(id, "c", 1_000));
    }

    private List<String> due(long now, boolean live) {
        return outbox.due(now, channel -> live).stream().map(Outgoing::id).toList();
    }

    @Test
    void writesNewSendsInOrderUpToTheWindow() {
        offer("a");
        offer("b");
        offer("c");

        assertThat(due(0, false)).containsExactly("a", "b");
        assertThat(due(1, false)).isEmpty();
        outbox.settle("a");
        assertThat(due(2, false)).containsExactly("c");
    }

    @Test
    void holdsWhatMayHaveLandedUntilItsChannelIsCaughtUp() {
        offer("a");
        due(0, true);
        outbox.lost();

        assertThat(due(1, false)).isEmpty();
        assertThat(due(2, true)).containsExactly("a");
        assertThat(outbox.repeats()).isEqualTo(1);
    }

    @Test
    void neverRepeatsWhatCameBack() {
        offer("a");
        due(0, true);
        outbox.lost();
        assertThat(outbox.settle("a")).isPresent();

        assertThat(due(2, true)).isEmpty();
        assertThat(outbox.settle("a")).isEmpty();
    }

    @Test
    void newSendsDoNotOvertakeHeldOnesOfTheirChannel() {
        offer("a");
        due(0, true);
        outbox.lost();
        offer("b");
        outbox.offer(outgoing("other", "d", 1_000));

        assertThat(due(1, false)).containsExactly("other");
        assertThat(due(2, true)).containsExactly("a", "b");
    }

    @Test
    void writesAgainAfterItsPauseAndNotBefore() {
        offer("a");
        due(0, true);
        outbox.putOff("a", 50);

        assertThat(due(49, true)).isEmpty();
        assertThat(due(50, true)).containsExactly("a");
        assertThat(outbox.refusals("a")).isEqualTo(1);
    }

    @Test
    void writesAgainWhenNoAnswerComes() {
        offer("a");
        due(0, true);

        assertThat(due(ANSWER - 1, true)).isEmpty();
        assertThat(due(ANSWER, true)).containsExactly("a");
    }

    @Test
    void expiresAtTheDeadlineAndSaysWhetherItMayHaveLanded() {
        outbox.offer(outgoing("written", "c", 10));
        due(0, true);
        outbox.offer(outgoing("new", "c", 10));

        assertThat(outbox.expire(9)).isEmpty();
        assertThat(outbox.expire(10))
                .extracting(given -> given.outgoing().id() + given.mayHaveLanded())
                .containsExactly("writtentrue", "newfalse");
        assertThat(outbox.size()).isZero();
    }

    @Test
    void takesNoMoreThanItsLimits() {
        assertThat(offer("a") && offer("b") && offer("c") && offer("d")).isTrue();
        assertThat(offer("e")).isFalse();
        outbox.settle("a");
        assertThat(offer("b")).as("an id in use").isFalse();
        assertThat(offer("e")).isTrue();
    }

    @Test
    void takesNoMoreCharactersThanItsLimit() {
        Outbox small = new Outbox(new Outbox.Limits(4, 19, 2, ANSWER));

        assertThat(small.offer(outgoing("a", "c", 1))).isTrue();
        assertThat(small.offer(outgoing("b", "c", 1))).isFalse();
        small.settle("a");
        assertThat(small.offer(outgoing("b", "c", 1))).isTrue();
    }
}
