package chat.palaver.bench.worker;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.measure.Moments;
import chat.palaver.bench.measure.Stamp;
import java.util.concurrent.TimeUnit;

/**
 * Sends each message when it is due, whatever has become of those before: an open loop. A message
 * that is late for the load generator's own sake keeps its intended time, and how late it was is
 * kept too.
 */
final class Pacer {
    private final RunPlan plan;
    private final Latencies lag;

    Pacer(RunPlan plan, Latencies lag) {
        this.plan = plan;
        this.lag = lag;
    }

    /** Sends them all, on the calling thread; how many. */
    int send(Agenda agenda) {
        int size = agenda.size();
        for (int i = 0; i < size && !Thread.currentThread().isInterrupted(); i++) {
            long offset = agenda.dueMicros(i);
            Stamp stamp = new Stamp(plan.run(), agenda.sequence(i), offset);
            byte[] frame = agenda.frame(i, stamp.id(plan.epochMillis()));
            Moments.await(plan.epochNanos() + TimeUnit.MICROSECONDS.toNanos(offset));
            agenda.sender(i).send(frame);
            if (plan.isMeasured(offset)) {
                lag.record(offset, plan.since(offset, System.nanoTime()));
            }
        }
        return size;
    }
}
