package chat.palaver.sink;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.store.ChannelVersion;
import chat.palaver.store.OwnLog;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Channel logs into the history: folds each channel, writes what is kept, in order, and then tells
 * others. Takes shared and own logs alike, on as many threads as there are channels.
 *
 * <p>A channel whose log has moved has a fold for each of its logs. That of a stretch goes on where
 * the tables say the one before has ended: everything of a stretch is written and told before the
 * version of the channel that begins the next one. So what comes for a stretch that the tables know
 * to have ended has been done, or stands behind its end.
 */
final class ChannelWork implements Work {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelWork.class);
    private static final long AGAIN_MILLIS = 50;

    private final Topics topics;
    private final StoreRows rows;
    private final Outlet outlet;
    private final Folds folds;
    private final OwnLogBook book;
    private final OwnLogRule rule;
    private final SinkMetrics metrics;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closing;

    ChannelWork(
            Topics topics,
            StoreRows rows,
            Outlet outlet,
            Folds folds,
            OwnLogs ownLogs,
            SinkMetrics metrics) {
        this.topics = topics;
        this.rows = rows;
        this.outlet = outlet;
        this.folds = folds;
        this.book = ownLogs.book();
        this.rule = ownLogs.rule();
        this.metrics = metrics;
    }

    /** Which channels have a log of their own, and which are to have one. */
    record OwnLogs(OwnLogBook book, OwnLogRule rule) {}

    @Override
    public boolean includes(String key) {
        return Ids.isChannel(key);
    }

    @Override
    public void run(Batch.Run run, Claim claim) {
        new Pass(run, claim).run();
    }

    @Override
    public void forget(LogPart part, Claim claim) {
        part.own().ifPresentOrElse(place -> folds.take(claim, place), () -> folds.forget(claim));
    }

    /** Channels of which records wait until another log has been read to its end. */
    int waiting() {
        return waiting.get();
    }

    /** Nobody waits any more for a log that is not read any more. */
    void close() {
        closing = true;
    }

    /** The records of one channel in one batch. */
    private final class Pass {
        private final Batch.Run run;
        private final Claim claim;
        private final String channel;
        private final LogPlace log;
        private final Writing writing;
        private ChannelFold fold;

        Pass(Batch.Run run, Claim claim) {
            this.run = run;
            this.claim = claim;
            channel = run.key();
            log = run.part().place(channel);
            writing =
                    new Writing(
                            plans -> rows.write(plans, claim),
                            announcements -> outlet.announce(announcements, claim));
        }

        void run() {
            fold = folds.take(claim, log).orElseGet(() -> load(run.records().get(0)));
            for (LogRecord record : run.records()) {
                apply(record);
            }
            writing.finish();
            folds.put(claim, log, fold);
        }

        /** As of just before a record: everything before it in this log has been done. */
        private ChannelFold load(LogRecord record) {
            return load(record, rows.place(channel, claim).epoch());
        }

        private ChannelFold load(LogRecord record, long epoch) {
            book.bringInLine(new LogPlace(channel, epoch), topics.partitionOf(channel), claim);
            boolean here = log.isOwn() ? epoch == log.epoch() : !LogPlace.isOwn(epoch);
            long through =
                    here ? Position.of(epoch, record.offset()) - 1 : Position.beforeEpoch(epoch);
            return rows.load(channel, through, claim);
        }

        private void apply(LogRecord record) {
            Folded folded = fold.apply(record.position(), record.time(), record.value());
            while (folded instanceof Folded.Ahead ahead) {
                writing.finish();
                fold = load(record, awaitEpoch(ahead.epoch()));
                folded = fold.apply(record.position(), record.time(), record.value());
            }
            if (folded instanceof Folded.Kept kept) {
                keep(record, kept);
            } else if (folded instanceof Folded.Moved moved) {
                move(moved);
            } else if (folded instanceof Folded.Copy) {
                metrics.copies.increment();
            } else if (folded instanceof Folded.Void) {
                metrics.voids.increment();
            } else if (folded instanceof Folded.Stale) {
                metrics.stale.increment();
            } else if (folded instanceof Folded.Unparseable poison) {
                DeadLetter letter = new DeadLetter(record, poison.reason());
                outlet.putAside(letter, topics.channelShared(), claim);
            }
        }

        private void keep(LogRecord record, Folded.Kept kept) {
            writing.add(
                    RowPlan.of(kept, record.value(), fold),
                    Announcements.of(kept, fold, topics::partitionOf));
            metrics.kept.increment();
            ownLogChange()
                    .ifPresent(
                            row -> {
                                writing.finish();
                                book.write(row, kept.position(), claim);
                            });
        }

        /**
         * Everything before it, then the version, by which others know of the move, then the row,
         * by which the next log is read.
         */
        private void move(Folded.Moved moved) {
            writing.finish();
            long at = fold.through();
            if (book.row(channel, claim).isEmpty()) {
                // Or the version would be the only trace of the move, where no sink looks.
                book.write(
                        OwnLogRule.none(topics.partitionOf(channel), channel),
                        moved.position(),
                        claim);
            }
            rows.write(
                    new ChannelVersion(
                            channel,
                            at,
                            fold.kind(),
                            fold.title(),
                            "",
                            moved.time(),
                            fold.deleted(),
                            fold.log()),
                    claim);
            ownLogChange().ifPresent(row -> book.write(row, at, claim));
            metrics.moved.increment();
            LOG.atInfo()
                    .addKeyValue("channel", channel)
                    .addKeyValue("epoch", moved.epoch())
                    .log("a channel's log goes on elsewhere");
        }

        private Optional<OwnLog> ownLogChange() {
            return rule.change(book.row(channel, claim), topics.partitionOf(channel), fold);
        }

        /** Waits until the tables know of a stretch; returns the one that they know of then. */
        private long awaitEpoch(long epoch) {
            long known = rows.place(channel, claim).epoch();
            if (known >= epoch) {
                return known;
            }
            metrics.ahead.increment();
            LOG.atInfo()
                    .addKeyValue("channel", channel)
                    .addKeyValue("epoch", epoch)
                    .addKeyValue("known", known)
                    .log("waiting until a channel's other log has been read to its end");
            waiting.incrementAndGet();
            try {
                while (known < epoch) {
                    pause();
                    known = rows.place(channel, claim).epoch();
                }
            } finally {
                waiting.decrementAndGet();
            }
            return known;
        }

        private void pause() {
            if (closing) {
                claim.giveUp();
            }
            claim.check();
            try {
                Thread.sleep(AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Claim.LostException();
            }
        }
    }
}
