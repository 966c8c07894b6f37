package chat.palaver.demo.script;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * When each line is due: so many a second, so many times as fast as it was said, or each as soon as
 * the one before is through.
 *
 * @param linesPerSecond 0 unless that is the pace
 * @param timesAsFast 0 unless that is the pace
 */
public record Pace(double linesPerSecond, double timesAsFast) {
    /** A log of a quiet night is no reason to wait. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final double NANOS = 1e9;
    private static final double MINUTE = 60 * NANOS;
    private static final int DAY = 24 * 60;

    /**
     * Understands {@code 20}, {@code x60} and {@code max}.
     *
     * @throws IllegalArgumentException on anything else
     */
    public static Pace parse(String text) {
        if (text.equals("max")) {
            return new Pace(0, 0);
        }
        boolean times = text.startsWith("x");
        double number = number(times ? text.substring(1) : text);
        return times ? new Pace(0, number) : new Pace(number, 0);
    }

    private static double number(String text) {
        try {
            double number = Double.parseDouble(text);
            if (number >= 0.01 && number <= 1e6) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "a speed is lines a second (20), times the original (x60) or max, not: " + text);
    }

    /** Nanoseconds from the start at which each line is due; they never decrease. */
    public long[] due(List<Script.Line> lines) {
        long[] due = new long[lines.size()];
        if (linesPerSecond > 0) {
            for (int i = 0; i < due.length; i++) {
                due[i] = (long) (i * NANOS / linesPerSecond);
            }
        } else if (timesAsFast > 0) {
            asSaid(lines, due);
        }
        return due;
    }

    /** A log tells minutes only: what was said in one is spread over it. */
    private void asSaid(List<Script.Line> lines, long[] due) {
        double start = 0;
        int first = 0;
        while (first < due.length) {
            OptionalInt minute = lines.get(first).minute();
            int next = first;
            while (next < due.length && lines.get(next).minute().equals(minute)) {
                next++;
            }
            double step = shortened(MINUTE / timesAsFast) / (next - first);
            for (int i = first; i < next; i++) {
                due[i] = (long) (start + (i - first) * step);
            }
            if (next < due.length) {
                int passed = minutesBetween(minute, lines.get(next).minute());
                start += shortened(passed * MINUTE / timesAsFast);
            }
            first = next;
        }
    }

    private static double shortened(double nanos) {
        return Math.min(nanos, LONGEST_PAUSE.toNanos());
    }

    /** Where another day's log begins, or a clock was set, a minute has passed. */
    private static int minutesBetween(OptionalInt from, OptionalInt to) {
        if (from.isEmpty() || to.isEmpty()) {
            return 1;
        }
        int passed = Math.floorMod(to.getAsInt() - from.getAsInt(), DAY);
        return passed <= DAY / 2 ? passed : 1;
    }
}
