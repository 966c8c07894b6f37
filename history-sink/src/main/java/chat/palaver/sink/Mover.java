package chat.palaver.sink;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.store.OwnLog;
import chat.palaver.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the logs of the channels whose partitions this sink holds: looks every second, and at once
 * when a channel's row has changed, and does what {@link MovePlan} says. What fails is done again
 * at the next look; nothing that happens here ends the sink.
 *
 * <p>{@link #run} is a thread of its own; all else may be called from any.
 */
final class Mover implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int MOST_AT_ONCE = 64;
    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** How old what is known of other sinks' partitions may be. */
    private static final Duration OTHERS_FRESH = Duration.ofSeconds(3);

    private final OwnLogBook book;
    private final OwnTopics topics;
    private final Outlet outlet;
    private final Store store;
    private final Setting setting;
    private final SinkMetrics metrics;

    private final Semaphore wake = new Semaphore(0);
    private final Map<LogPlace, Instant> asked = new HashMap<>();
    private final Map<LogPlace, Instant> ended = new HashMap<>();
    private final Map<LogPlace, Instant> movedAt = new HashMap<>();
    private final Map<LogPlace, Duration> kept = new HashMap<>();
    private List<OwnLog> others = List.of();
    private Instant othersAt = Instant.MIN;
    private volatile boolean stopping;
    private volatile String trouble;
    private volatile int present;
    private volatile int waiting;

    /**
     * What the mover is told.
     *
     * @param partitions of the shared logs
     */
    record Setting(MovePlan.Limits limits, int partitions, Clock clock) {}

    Mover(
            OwnLogBook book,
            OwnTopics topics,
            Outlet outlet,
            Store store,
            Setting setting,
            SinkMetrics metrics) {
        this.book = book;
        this.topics = topics;
        this.outlet = outlet;
        this.store = store;
        this.setting = setting;
        this.metrics = metrics;
    }

    /** Something may be to be done. */
    void wake() {
        wake.release();
    }

    void stop() {
        stopping = true;
        wake();
    }

    /** What did not go well at the last look; null if all did. */
    String trouble() {
        return trouble;
    }

    /** Topics of own logs there were at the last look. */
    int present() {
        return present;
    }

    /** Wishes that could not be fulfilled at the last look. */
    int waiting() {
        return waiting;
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                look();
                wake.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        List<OwnLog> rows = book.rows();
        if (rows.isEmpty()) {
            trouble = null;
            return;
        }
        try {
            Set<LogPlace> there = topics.all();
            present = there.size();
            book.seen(there);
            Doing doing = new Doing(plan(rows, there), there);
            doing.all();
            trouble = doing.trouble;
            keep(rows, there);
        } catch (OwnTopics.RefusedException | ExecutionException | TimeoutException e) {
            failed("look", e);
            trouble = e.getMessage();
        } catch (RuntimeException e) {
            failed("look", e);
            trouble = e.toString();
        }
    }

    private MovePlan plan(List<OwnLog> rows, Set<LogPlace> there)
            throws ExecutionException, InterruptedException, TimeoutException {
        Instant now = setting.clock().instant();
        MovePlan.Sight ours = sight(rows, List.of(), there, now);
        MovePlan plan = MovePlan.of(ours, setting.limits(), now);
        boolean scarce =
                plan.waiting() > 0 || plan.promotions().stream().anyMatch(row -> !isChosen(row));
        if (scarce || there.size() > setting.limits().budget()) {
            plan = MovePlan.of(sight(rows, others(rows, now), there, now), setting.limits(), now);
        }
        waiting = plan.waiting();
        return plan;
    }

    private MovePlan.Sight sight(
            List<OwnLog> rows, List<OwnLog> others, Set<LogPlace> there, Instant now)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<MovePlan.Channel> channels = new ArrayList<>();
        for (OwnLog row : rows) {
            channels.add(new MovePlan.Channel(row, true, movedAt(row)));
        }
        for (OwnLog row : others) {
            channels.add(new MovePlan.Channel(row, false, movedAt(row)));
        }
        Set<LogPlace> places =
                channels.stream().map(MovePlan.Channel::place).collect(Collectors.toSet());
        asked.keySet().retainAll(places);
        Set<LogPlace> over = MovePlan.ended(channels, there);
        ended.keySet().retainAll(over);
        over.forEach(place -> ended.putIfAbsent(place, now));
        return new MovePlan.Sight(channels, there, Map.copyOf(asked), Map.copyOf(ended));
    }

    private static boolean isChosen(OwnLog row) {
        return row.wish().equals(Optional.of(OwnLog.Wish.CHOSEN));
    }

    /** Every row of partitions that are held elsewhere. */
    private List<OwnLog> others(List<OwnLog> rows, Instant now)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (othersAt.plus(OTHERS_FRESH).isBefore(now)) {
            List<OwnLog> found = new ArrayList<>();
            for (int from = 0; from < setting.partitions(); from += MOST_AT_ONCE) {
                int to = Math.min(setting.partitions(), from + MOST_AT_ONCE);
                List<CompletableFuture<List<OwnLog>>> some =
                        IntStream.range(from, to)
                                .mapToObj(store.ownLogs()::of)
                                .map(CompletionStage::toCompletableFuture)
                                .toList();
                for (CompletableFuture<List<OwnLog>> each : some) {
                    found.addAll(answer(each));
                }
            }
            others = found;
            othersAt = now;
        }
        Set<String> ours = rows.stream().map(OwnLog::channelId).collect(Collectors.toSet());
        return others.stream().filter(row -> !ours.contains(row.channelId())).toList();
    }

    /** When the stretch began, by the time of the record that ended the one before. */
    private Instant movedAt(OwnLog row)
            throws ExecutionException, InterruptedException, TimeoutException {
        LogPlace place = new LogPlace(row.channelId(), row.epoch());
        if (row.epoch() == 0) {
            return Instant.EPOCH;
        }
        Instant known = movedAt.get(place);
        if (known == null) {
            long begin = Position.beforeEpoch(row.epoch());
            known =
                    answer(store.channels().asOf(row.channelId(), begin).toCompletableFuture())
                            .map(version -> Instant.ofEpochMilli(version.timeMillis()))
                            .orElse(Instant.EPOCH);
            movedAt.keySet().removeIf(old -> old.channel().equals(row.channelId()));
            movedAt.put(place, known);
        }
        return known;
    }

    /** Has the present own logs keep their records as long as their channels say. */
    private void keep(List<OwnLog> rows, Set<LogPlace> there)
            throws OwnTopics.RefusedException, InterruptedException {
        Map<LogPlace, Duration> wanted = new HashMap<>();
        for (OwnLog row : rows) {
            LogPlace place = new LogPlace(row.channelId(), row.epoch());
            if (place.isOwn() && !row.deleted() && there.contains(place)) {
                wanted.put(place, row.retention());
            }
        }
        kept.keySet().retainAll(wanted.keySet());
        Map<LogPlace, Duration> changed = new HashMap<>(wanted);
        changed.entrySet().removeAll(kept.entrySet());
        topics.keep(changed);
        kept.putAll(changed);
    }

    private void failed(String what, Exception failure) {
        metrics.movesFailed.increment();
        LOG.atWarn()
                .addKeyValue("what", what)
                .addKeyValue("cause", failure.toString())
                .log("own logs: to be done again");
    }

    private static <T> T answer(Future<T> asked)
            throws ExecutionException, InterruptedException, TimeoutException {
        return asked.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A step of a plan. */
    private interface Step {
        void take()
                throws OwnTopics.RefusedException,
                        ExecutionException,
                        InterruptedException,
                        TimeoutException;
    }

    /** Carries a plan out, step by step; one that fails holds up no other. */
    private final class Doing {
        private final MovePlan plan;
        private final Set<LogPlace> there;
        private String trouble;

        Doing(MovePlan plan, Set<LogPlace> there) {
            this.plan = plan;
            this.there = new HashSet<>(there);
            if (!plan.missing().isEmpty()) {
                trouble = "no topic of " + plan.missing().get(0);
            }
        }

        void all() throws InterruptedException {
            for (OwnLog row : plan.promotions()) {
                step("promoted", row, () -> promote(row));
            }
            for (OwnLog row : plan.demotions()) {
                step("demoted", row, () -> end(place(row)));
            }
            for (LogPlace place : plan.removals()) {
                step("removed", place, () -> remove(place));
            }
        }

        /** Whoever reads it here lets go of it first. */
        private void remove(LogPlace place)
                throws OwnTopics.RefusedException, InterruptedException {
            there.remove(place);
            book.seen(there);
            topics.remove(place);
        }

        private void promote(OwnLog row)
                throws OwnTopics.RefusedException,
                        ExecutionException,
                        InterruptedException,
                        TimeoutException {
            topics.create(place(row).next(), row.retention());
            end(place(row));
        }

        private void end(LogPlace place)
                throws ExecutionException, InterruptedException, TimeoutException {
            CompletableFuture<Void> appended = outlet.endStretch(place);
            answer(appended);
            asked.put(place, setting.clock().instant());
        }

        private void step(String what, Object of, Step step) throws InterruptedException {
            try {
                step.take();
                metrics.moves.increment(what);
                LOG.atInfo().addKeyValue("what", what).addKeyValue("of", of).log("own logs");
            } catch (OwnTopics.RefusedException | ExecutionException | TimeoutException e) {
                note(what, of, e);
            } catch (RuntimeException e) {
                note(what, of, e);
            }
        }

        private void note(String what, Object of, Exception failure) {
            failed(what + " " + of, failure);
            trouble = what + " " + of + ": " + failure.getMessage();
        }

        private static LogPlace place(OwnLog row) {
            return new LogPlace(row.channelId(), row.epoch());
        }
    }
}
