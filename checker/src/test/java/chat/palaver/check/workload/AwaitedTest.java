package chat.palaver.check.workload;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.check.workload.Awaited.Attempt;
import chat.palaver.check.workload.Awaited.Match;
import org.junit.jupiter.api.Test;

final class AwaitedTest {
    private final Awaited awaited = new Awaited();
    private final Send send = new Send(null, null, "a", "text", "hash", 0);
    private final Attempt first = new Attempt(send, 1, 7);
    private final Attempt second = new Attempt(send, 2, 7);

    @Test
    void givesTheAttemptThatIsAnswered() {
        awaited.add(first);

        assertThat(awaited.answered("a")).contains(new Match(first, false));
        assertThat(awaited.isEmpty()).isTrue();
    }

    @Test
    void knowsOneThatIsAnsweredTooLate() {
        awaited.add(first);

        assertThat(awaited.giveUp(first)).isTrue();
        assertThat(awaited.isWaitedFor("a")).isFalse();
        assertThat(awaited.answered("a")).contains(new Match(first, true));
        assertThat(awaited.answered("a")).isEmpty();
    }

    @Test
    void takesTheFirstAnswerForTheOldestAttempt() {
        awaited.add(first);
        awaited.giveUp(first);
        awaited.add(second);

        assertThat(awaited.answered("a")).contains(new Match(first, true));
        assertThat(awaited.answered("a")).contains(new Match(second, false));
    }

    @Test
    void keepsAllThatAreLate() {
        awaited.add(first);
        awaited.giveUp(first);
        awaited.add(second);
        awaited.giveUp(second);

        assertThat(awaited.answered("a")).contains(new Match(first, true));
        assertThat(awaited.answered("a")).contains(new Match(second, true));
    }

    @Test
    void doesNotGiveUpWhatIsAnswered() {
        awaited.add(first);
        awaited.answered("a");

        assertThat(awaited.giveUp(first)).isFalse();
    }

    @Test
    void knowsNothingThatWasNotSent() {
        assertThat(awaited.answered("b")).isEmpty();
    }

    @Test
    void forgetsAllWithTheConnectionAndGivesWhatWasWaitedFor() {
        awaited.add(first);
        awaited.giveUp(first);
        awaited.add(second);

        assertThat(awaited.lost()).containsExactly(second);
        assertThat(awaited.answered("a")).isEmpty();
    }
}
