package chat.palaver.sink;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.Folded;

/**
 * Channel logs into the history: folds each channel, writes what is kept, in order, and then tells
 * others.
 */
final class ChannelWork implements Work {
    private final Topics topics;
    private final StoreRows rows;
    private final Outlet outlet;
    private final Folds folds;
    private final SinkMetrics metrics;

    ChannelWork(Topics topics, StoreRows rows, Outlet outlet, Folds folds, SinkMetrics metrics) {
        this.topics = topics;
        this.rows = rows;
        this.outlet = outlet;
        this.folds = folds;
        this.metrics = metrics;
    }

    @Override
    public boolean includes(String key) {
        return Ids.isChannel(key);
    }

    @Override
    public void run(Batch.Run run, Claim claim) {
        Folds.Lent lent = folds.take(claim, run.key()).orElseGet(() -> load(run, claim));
        Writing writing =
                new Writing(
                        plans -> rows.write(plans, claim),
                        announcements -> outlet.announce(announcements, claim));
        for (LogRecord record : run.records()) {
            apply(record, lent.fold(), writing, claim);
        }
        writing.finish();
        folds.put(claim, lent.grown(run.records().size()));
    }

    @Override
    public void forget(Claim claim) {
        folds.forget(claim);
    }

    private Folds.Lent load(Batch.Run run, Claim claim) {
        long first = run.records().get(0).position();
        return Folds.Lent.fresh(rows.load(run.key(), first, claim));
    }

    private void apply(LogRecord record, ChannelFold fold, Writing writing, Claim claim) {
        Folded folded = fold.apply(record.position(), record.time(), record.value());
        if (folded instanceof Folded.Kept kept) {
            writing.add(
                    RowPlan.of(kept, record.value(), fold),
                    Announcements.of(kept, fold, topics::partitionOf));
            metrics.kept.increment();
        } else if (folded instanceof Folded.Copy) {
            metrics.copies.increment();
        } else if (folded instanceof Folded.Void) {
            metrics.voids.increment();
        } else if (folded instanceof Folded.Unparseable poison) {
            DeadLetter letter = new DeadLetter(record, poison.reason());
            outlet.putAside(letter, topics.channelShared(), claim);
        }
    }
}
