package chat.palaver.bench.worker;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.measure.Spans;
import chat.palaver.bench.measure.Stamp;
import java.util.Map;
import java.util.TreeMap;

/** What a worker counts and times in one run. Belongs to the thread of the loop. */
final class Tally {
    private final RunPlan plan;
    private final Latencies delivery = new Latencies();
    private final Latencies answer = new Latencies();
    private final Spans spans;
    private final Map<String, Long> errors = new TreeMap<>();
    private final Map<String, Long> closes = new TreeMap<>();
    private long deliveries;
    private long answered;
    private long refused;
    private long doubled;
    private long disordered;
    private long gaps;

    Tally(RunPlan plan) {
        this.plan = plan;
        spans = new Spans(plan.spans());
    }

    /** One before the first run: nothing bears its number. */
    static Tally ofNoRun() {
        return new Tally(new RunPlan(-1, 0, 0, 0, 0));
    }

    RunPlan plan() {
        return plan;
    }

    /** A message has reached a listening seat; those of other runs do not count. */
    void delivered(Stamp stamp, long now) {
        if (stamp == null || stamp.run() != plan.run()) {
            return;
        }
        deliveries++;
        if (plan.isMeasured(stamp.offsetMicros())) {
            long nanos = plan.since(stamp.offsetMicros(), now);
            delivery.record(stamp.offsetMicros(), nanos);
            spans.arrived(stamp.sequence(), nanos);
        }
    }

    /** A send was answered; whether it is one of this run. */
    boolean answered(Stamp stamp, long now) {
        if (stamp == null || stamp.run() != plan.run()) {
            return false;
        }
        answered++;
        if (plan.isMeasured(stamp.offsetMicros())) {
            answer.record(stamp.offsetMicros(), plan.since(stamp.offsetMicros(), now));
        }
        return true;
    }

    void refused(Stamp stamp, String code) {
        if (stamp != null && stamp.run() == plan.run()) {
            refused++;
        }
        errors.merge(code, 1L, Long::sum);
    }

    void closed(int code, String reason) {
        closes.merge(code + " " + reason, 1L, Long::sum);
    }

    void doubled() {
        doubled++;
    }

    void disordered() {
        disordered++;
    }

    void gap() {
        gaps++;
    }

    Counts counts(int open) {
        return new Counts(
                deliveries, answered, refused, doubled, disordered, gaps, open, errors, closes);
    }

    Reply.Collected collected(int open, Latencies lag) {
        return new Reply.Collected(
                counts(open), delivery.encoded(), answer.encoded(), lag.encoded(), spans.encoded());
    }
}
