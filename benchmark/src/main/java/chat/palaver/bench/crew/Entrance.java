package chat.palaver.bench.crew;

import chat.palaver.bench.measure.Histograms;
import chat.palaver.bench.worker.Reply;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How seats were taken.
 *
 * @param attempts that failed before one did not
 * @param times nanoseconds from the order to each seat being taken
 */
public record Entrance(int taken, int missing, int attempts, Histogram times, String because) {
    static Entrance of(List<Reply.Opened> replies) {
        Histogram times = Histograms.fine();
        int taken = 0;
        int missing = 0;
        int attempts = 0;
        String because = "";
        for (Reply.Opened reply : replies) {
            taken += reply.taken();
            missing += reply.missing();
            attempts += reply.attempts();
            because = reply.because().isEmpty() ? because : reply.because();
            times.add(Histograms.decode(reply.times()));
        }
        return new Entrance(taken, missing, attempts, times, because);
    }

    /**
     * All of them, or nothing can be measured.
     *
     * @throws IllegalStateException if some are missing
     */
    public Entrance orThrow() {
        if (missing > 0) {
            throw new IllegalStateException(
                    missing + " of " + (taken + missing) + " did not get in: " + because);
        }
        return this;
    }
}
