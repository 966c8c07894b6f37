package chat.palaver.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.check.history.Event;
import chat.palaver.check.history.History;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckerTest {
    private static final int SEEDS = 15;

    @Test
    void findsNothingWrongWithGoodHistories() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Verdict verdict = Checker.check(History.of(SimulatedRun.history(seed)));

            assertThat(verdict.violations()).as("seed %d", seed).isEmpty();
            assertThat(verdict.isGood()).isTrue();
            assertThat(verdict.figures().acknowledged()).isGreaterThan(50);
            assertThat(verdict.figures().lost()).isZero();
            assertThat(verdict.figures().presenceCompared()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void objectsToOneSpoiltRecord(Mutation mutation) {
        int applied = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<Event> bad;
            try {
                bad = mutation.apply(SimulatedRun.history(seed), new Random(seed));
            } catch (Mutation.NotApplicable e) {
                continue;
            }
            applied++;

            Verdict verdict = Checker.check(History.of(bad));

            assertThat(verdict.isGood()).as("seed %d", seed).isFalse();
            assertThat(verdict.counts()).as("seed %d", seed).containsKey(mutation.named());
            assertThat(Evidence.of(verdict.violations(), History.of(bad)))
                    .hasSize((int) verdict.violations().stream().distinct().count());
        }
        assertThat(applied).isGreaterThan(SEEDS / 4);
    }

    @Test
    void countsForAFaultWhatCameWhileItWasAtWork() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<Event> history = SimulatedRun.history(seed);

            List<FaultReport> reports = Checker.check(History.of(history)).faults();

            assertThat(reports).isNotEmpty();
            for (FaultReport report : reports) {
                assertThat(report.acknowledged())
                        .as("seed %d, %s", seed, report.fault())
                        .isEqualTo(answeredDuring(report.fault(), history));
            }
        }
    }

    private static long answeredDuring(String fault, List<Event> history) {
        Set<String> answered = new HashSet<>();
        boolean within = false;
        long count = 0;
        for (Event event : history) {
            if (event instanceof Event.FaultBegan began && began.fault().equals(fault)) {
                within = true;
            } else if (event instanceof Event.Settled settled && settled.fault().equals(fault)) {
                within = false;
            } else if (event instanceof Event.Acknowledged sent
                    && answered.add(sent.channel() + sent.user() + sent.id())
                    && within) {
                count++;
            }
        }
        return count;
    }

    @Test
    void judgesAHistoryWithoutItsEndAsIncomplete() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<Event> good = SimulatedRun.history(seed);

            Verdict verdict = Checker.check(History.of(good.subList(0, good.size() / 2)));

            assertThat(verdict.violations()).as("seed %d", seed).isEmpty();
            assertThat(verdict.complete()).isFalse();
            assertThat(verdict.isGood()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"DELIVERY_LOST", "DELIVERY_DOUBLED", "DELIVERY_ALTERED", "CAUGHT_UP_TWICE"})
    void objectsToWhatABrokenRunHasSeen(Mutation mutation) {
        int named = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<Event> bad = mutation.apply(SimulatedRun.history(seed), new Random(seed));
            List<Event> seen = bad.stream().filter(e -> !(e instanceof Event.Ended)).toList();

            named += Checker.check(History.of(seen)).counts().containsKey(mutation.named()) ? 1 : 0;
        }
        assertThat(named).isGreaterThan(SEEDS * 3 / 4);
    }
}
