package chat.palaver.sink;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.store.OwnLog;
import chat.palaver.store.OwnLog.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MovePlanTest {
    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration REMOVE_AFTER = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Optional<Wish> CHOSEN = Optional.of(Wish.CHOSEN);
    private static final Optional<Wish> GROWN = Optional.of(Wish.GROWN);
    private static final Optional<Wish> NONE = Optional.empty();

    private final List<MovePlan.Channel> channels = new ArrayList<>();
    private final Set<LogPlace> topics = new HashSet<>();
    private final Map<LogPlace, Instant> asked = new HashMap<>();
    private final Map<LogPlace, Instant> ended = new HashMap<>();

    @Test
    void aWishWithRoomIsFulfilledAtOnce() {
        channel(1, 0, CHOSEN);
        channel(2, 0, GROWN);
        channel(3, 0, NONE);

        assertThat(names(plan(2).promotions())).containsExactly(name(1), name(2));
        assertThat(plan(2).waiting()).isZero();
    }

    @Test
    void whoWasChosenGoesBeforeWhoHasGrown() {
        channel(1, 0, GROWN);
        channel(2, 0, CHOSEN);

        assertThat(names(plan(1).promotions())).containsExactly(name(2));
        assertThat(plan(1).waiting()).isEqualTo(1);
        assertThat(plan(0).promotions()).isEmpty();
        assertThat(plan(0).waiting()).isEqualTo(2);
    }

    @Test
    void roomThatSomebodyElseWasChosenForIsLeftToHim() {
        channel(1, 0, GROWN);
        elsewhere(2, 0, CHOSEN);

        assertThat(plan(1).promotions()).isEmpty();
        assertThat(names(plan(2).promotions())).containsExactly(name(1));
    }

    @Test
    void whatSomebodyElseHoldsIsHisToMove() {
        elsewhere(1, 0, CHOSEN);
        elsewhere(2, 1, NONE);

        assertThat(plan(10).promotions()).isEmpty();
        assertThat(plan(10).demotions()).isEmpty();
        assertThat(plan(10).waiting()).isZero();
    }

    @Test
    void anOwnLogThatNobodyWantsEnds() {
        channel(1, 1, NONE);
        channel(2, 1, GROWN);

        assertThat(names(plan(10).demotions())).containsExactly(name(1));
    }

    @Test
    void betweenTwoMovesOfAChannelThereIsRest() {
        moved(1, 1, NONE, NOW.minus(REST).plusMillis(1));
        moved(2, 2, CHOSEN, NOW.minus(REST).plusMillis(1));
        assertThat(plan(10).demotions()).isEmpty();
        assertThat(plan(10).promotions()).isEmpty();

        channels.clear();
        moved(1, 1, NONE, NOW.minus(REST));
        moved(2, 2, CHOSEN, NOW.minus(REST));
        assertThat(names(plan(10).demotions())).containsExactly(name(1));
        assertThat(names(plan(10).promotions())).containsExactly(name(2));
    }

    @Test
    void whatWasAskedForIsNotAskedForAgainBeforeItsTime() {
        channel(1, 0, CHOSEN);
        topics.add(place(1, 1));
        channel(2, 1, NONE);
        asked.put(place(1, 0), NOW.minus(MovePlan.ASK_AGAIN).plusMillis(1));
        asked.put(place(2, 1), NOW.minus(MovePlan.ASK_AGAIN).plusMillis(1));
        assertThat(plan(10).promotions()).isEmpty();
        assertThat(plan(10).demotions()).isEmpty();

        asked.replaceAll((place, at) -> NOW.minus(MovePlan.ASK_AGAIN));
        assertThat(names(plan(10).promotions())).containsExactly(name(1));
        assertThat(names(plan(10).demotions())).containsExactly(name(2));
    }

    @Test
    void aTopicWithoutAMoveIsGoneOnWithWhateverHasChangedSince() {
        moved(1, 2, NONE, NOW);
        topics.add(place(1, 3));

        MovePlan plan = plan(0);

        assertThat(names(plan.promotions())).containsExactly(name(1));
        assertThat(plan.removals()).isEmpty();
    }

    @Test
    void theTopicOfAnEndedStretchGoesAfterAWhileAndNoOtherDoes() {
        channel(1, 2, NONE);
        channel(2, 1, NONE);
        channel(3, 0, NONE);
        for (int n = 1; n <= 4; n++) {
            topics.add(place(n, 1));
        }
        assertThat(MovePlan.ended(channels, topics)).containsExactly(place(1, 1));

        ended.put(place(1, 1), NOW.minus(REMOVE_AFTER).plusMillis(1));
        assertThat(plan(10).removals()).isEmpty();
        ended.put(place(1, 1), NOW.minus(REMOVE_AFTER));
        assertThat(plan(10).removals()).containsExactly(place(1, 1));
    }

    @Test
    void theTopicOfAClosedChannelHasEndedToo() {
        channels.add(new MovePlan.Channel(row(1, 1, CHOSEN, true), true, Instant.EPOCH));
        topics.add(place(1, 1));

        assertThat(MovePlan.ended(channels, topics)).containsExactly(place(1, 1));
        assertThat(plan(10).demotions()).isEmpty();
        assertThat(plan(10).missing()).isEmpty();
    }

    @Test
    void whoWasChosenTakesTheRoomOfWhoHasHadItLongest() {
        moved(1, 1, GROWN, NOW.minusSeconds(50));
        moved(2, 1, GROWN, NOW.minusSeconds(70));
        moved(3, 1, CHOSEN, NOW.minusSeconds(90));
        channel(4, 0, CHOSEN);

        assertThat(names(plan(3).demotions())).containsExactly(name(2));
        assertThat(plan(3).waiting()).isEqualTo(1);
        assertThat(plan(4).demotions()).isEmpty();
    }

    @Test
    void noMoreAreDisplacedThanThereIsNeedOfRoom() {
        moved(1, 1, GROWN, NOW.minusSeconds(50));
        moved(2, 1, GROWN, NOW.minusSeconds(70));
        channel(3, 0, CHOSEN);

        asked.put(place(2, 1), NOW);
        assertThat(plan(2).demotions()).as("one has been asked to go").isEmpty();

        asked.clear();
        channel(4, 2, NONE);
        topics.add(place(4, 1));
        assertThat(plan(3).demotions()).as("a topic goes by itself").isEmpty();
    }

    @Test
    void nobodyIsDisplacedForOneWhoHasGrown() {
        moved(1, 1, GROWN, NOW.minusSeconds(50));
        channel(2, 0, GROWN);

        assertThat(plan(1).demotions()).isEmpty();
        assertThat(plan(1).promotions()).isEmpty();
    }

    @Test
    void whoWaitsElsewhereIsMadeRoomForByWhoHoldsTheLogThatGoes() {
        moved(1, 1, GROWN, NOW.minusSeconds(50));
        elsewhere(2, 0, CHOSEN);
        assertThat(names(plan(1).demotions())).containsExactly(name(1));

        channels.clear();
        channels.add(new MovePlan.Channel(row(1, 1, GROWN, false), false, Instant.EPOCH));
        channel(2, 0, CHOSEN);
        assertThat(names(plan(1).demotions())).as("and by who wants it").containsExactly(name(1));
    }

    @Test
    void aBudgetOverrunIsCorrected() {
        moved(1, 1, GROWN, NOW.minusSeconds(50));
        moved(2, 1, GROWN, NOW.minusSeconds(70));
        moved(3, 1, CHOSEN, NOW.minusSeconds(90));

        assertThat(names(plan(2).demotions())).containsExactly(name(2));
        assertThat(names(plan(0).demotions())).containsExactly(name(2), name(1));
    }

    @Test
    void theLastEpochIsNeverGoneTo() {
        long last = Position.MAX_EPOCH;
        channel(1, last - 1, CHOSEN);
        channel(2, last - 3, CHOSEN);
        moved(3, last - 2, NONE, Instant.EPOCH);
        moved(4, last, NONE, Instant.EPOCH);

        MovePlan plan = plan(10);

        assertThat(names(plan.promotions())).containsExactly(name(2));
        assertThat(names(plan.demotions())).containsExactly(name(3));
    }

    @Test
    void anOwnLogWithoutATopicIsReportedAndNotMoved() {
        channels.add(new MovePlan.Channel(row(1, 1, NONE, false), true, Instant.EPOCH));

        assertThat(plan(10).missing()).containsExactly(place(1, 1));
        assertThat(plan(10).demotions()).isEmpty();
    }

    /**
     * Several movers, each of which may die between any two steps, over channels whose wishes
     * change: no topic of a stretch that has not ended ever goes, the budget is kept to but for one
     * topic a mover, and once the wishes rest, everything comes to rest, with every chosen one in
     * its own log as far as there is room.
     */
    @Test
    void whateverMoversDieOfTheNextOnesFinish() {
        for (long seed = 1; seed <= 200; seed++) {
            new World(seed).run();
        }
    }

    private static final class World {
        private static final int CHANNELS = 12;
        private static final int MOVERS = 3;
        private static final int BUDGET = 4;

        private final Random random;
        private final long seed;
        private final OwnLog[] rows = new OwnLog[CHANNELS];
        private final Instant[] movedAt = new Instant[CHANNELS];
        private final Set<LogPlace> topics = new HashSet<>();
        private final List<Map<LogPlace, Instant>> asked = new ArrayList<>();
        private final List<Map<LogPlace, Instant>> ended = new ArrayList<>();
        private final int[] holder = new int[CHANNELS];
        private final Set<LogPlace> markers = new HashSet<>();
        private Instant now = NOW;
        private int moves;

        World(long seed) {
            this.seed = seed;
            random = new Random(seed);
            for (int n = 0; n < CHANNELS; n++) {
                rows[n] = row(n, 0, NONE, false);
                movedAt[n] = Instant.EPOCH;
                holder[n] = n % MOVERS;
            }
            for (int m = 0; m < MOVERS; m++) {
                asked.add(new HashMap<>());
                ended.add(new HashMap<>());
            }
        }

        void run() {
            for (int i = 0; i < 300; i++) {
                int n = random.nextInt(CHANNELS);
                switch (random.nextInt(10)) {
                    case 0 -> wish(n, CHOSEN);
                    case 1 -> wish(n, GROWN);
                    case 2 -> wish(n, NONE);
                    case 3 -> holder[n] = random.nextInt(MOVERS);
                    case 4 -> die(random.nextInt(MOVERS));
                    case 5 -> sinks();
                    default -> look(random.nextInt(MOVERS), random.nextInt(4) == 0);
                }
                now = now.plusSeconds(random.nextInt(8));
            }
            rest();
        }

        private void wish(int n, Optional<Wish> wish) {
            rows[n] = row(n, rows[n].epoch(), wish, false);
        }

        private void die(int mover) {
            asked.get(mover).clear();
            ended.get(mover).clear();
        }

        /** What was asked for is folded. */
        private void sinks() {
            for (int n = 0; n < CHANNELS; n++) {
                LogPlace at = place(n, rows[n].epoch());
                if (markers.remove(at)) {
                    assertThat(at.isOwn() || topics.contains(at.next()))
                            .as("seed %d: topic before marker", seed)
                            .isTrue();
                    rows[n] = row(n, at.epoch() + 1, rows[n].wish(), false);
                    movedAt[n] = now;
                    moves++;
                }
            }
        }

        private void look(int mover, boolean dies) {
            List<MovePlan.Channel> channels = new ArrayList<>();
            for (int n = 0; n < CHANNELS; n++) {
                channels.add(new MovePlan.Channel(rows[n], holder[n] == mover, movedAt[n]));
            }
            Set<LogPlace> over = MovePlan.ended(channels, topics);
            ended.get(mover).keySet().retainAll(over);
            over.forEach(place -> ended.get(mover).putIfAbsent(place, now));
            MovePlan.Sight sight =
                    new MovePlan.Sight(
                            channels,
                            Set.copyOf(topics),
                            Map.copyOf(asked.get(mover)),
                            Map.copyOf(ended.get(mover)));
            MovePlan plan =
                    MovePlan.of(sight, new MovePlan.Limits(BUDGET, REST, REMOVE_AFTER), now);
            carryOut(plan, mover, dies);
        }

        private void carryOut(MovePlan plan, int mover, boolean dies) {
            for (OwnLog row : plan.promotions()) {
                LogPlace place = new LogPlace(row.channelId(), row.epoch());
                topics.add(place.next());
                if (dies) {
                    die(mover);
                    return;
                }
                markers.add(place);
                asked.get(mover).put(place, now);
            }
            for (OwnLog row : plan.demotions()) {
                LogPlace place = new LogPlace(row.channelId(), row.epoch());
                markers.add(place);
                asked.get(mover).put(place, now);
            }
            for (LogPlace place : plan.removals()) {
                int n = Integer.parseInt(place.channel().substring(2));
                assertThat(rows[n].epoch()).as("seed %d", seed).isGreaterThan(place.epoch());
                topics.remove(place);
            }
            assertThat(topics.size()).as("seed %d", seed).isLessThanOrEqualTo(BUDGET);
        }

        private void rest() {
            for (int i = 0; i < 200; i++) {
                look(i % MOVERS, false);
                sinks();
                now = now.plusSeconds(5);
            }
            int before = moves;
            for (int i = 0; i < 60; i++) {
                look(i % MOVERS, false);
                sinks();
                now = now.plusSeconds(5);
            }
            assertThat(moves).as("seed %d: at rest", seed).isEqualTo(before);
            long chosen = count(CHOSEN, false) + count(CHOSEN, true);
            assertThat(count(CHOSEN, true))
                    .as("seed %d: chosen ones", seed)
                    .isEqualTo(Math.min(chosen, BUDGET));
            assertThat(count(NONE, true)).as("seed %d: unwanted ones", seed).isZero();
            long own = count(CHOSEN, true) + count(GROWN, true);
            assertThat(own)
                    .as("seed %d: all that there is room for", seed)
                    .isEqualTo(Math.min(BUDGET, CHANNELS - count(NONE, false)));
            assertThat(topics).as("seed %d: no topic is left over", seed).hasSize((int) own);
        }

        private long count(Optional<Wish> wish, boolean own) {
            return Arrays.stream(rows)
                    .filter(row -> row.wish().equals(wish))
                    .filter(row -> LogPlace.isOwn(row.epoch()) == own)
                    .count();
        }
    }

    private MovePlan plan(int budget) {
        return MovePlan.of(
                new MovePlan.Sight(channels, topics, asked, ended),
                new MovePlan.Limits(budget, REST, REMOVE_AFTER),
                NOW);
    }

    private void channel(int n, long epoch, Optional<Wish> wish) {
        moved(n, epoch, wish, NOW.minus(REST));
    }

    private void moved(int n, long epoch, Optional<Wish> wish, Instant at) {
        channels.add(new MovePlan.Channel(row(n, epoch, wish, false), true, at));
        if (LogPlace.isOwn(epoch)) {
            topics.add(place(n, epoch));
        }
    }

    private void elsewhere(int n, long epoch, Optional<Wish> wish) {
        channels.add(new MovePlan.Channel(row(n, epoch, wish, false), false, NOW.minus(REST)));
        if (LogPlace.isOwn(epoch)) {
            topics.add(place(n, epoch));
        }
    }

    private static List<String> names(List<OwnLog> rows) {
        return rows.stream().map(OwnLog::channelId).toList();
    }

    private static OwnLog row(int n, long epoch, Optional<Wish> wish, boolean deleted) {
        return new OwnLog(0, name(n), epoch, wish, Duration.ZERO, deleted);
    }

    private static LogPlace place(int n, long epoch) {
        return new LogPlace(name(n), epoch);
    }

    private static String name(int n) {
        return "c_" + n;
    }
}
