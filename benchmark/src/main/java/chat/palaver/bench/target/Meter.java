package chat.palaver.bench.target;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Looks at some processes every half second, from its making until it is closed. Thread-safe. */
public final class Meter implements AutoCloseable {
    private static final long PERIOD_MILLIS = 500;
    private static final double NANOS = 1e9;

    private final Map<String, Long> pids;
    private final Map<String, List<At>> samples = new LinkedHashMap<>();
    private final Thread thread;

    private record At(long nanoTime, ProcessSample sample) {}

    /**
     * Begins.
     *
     * @param pids by name
     */
    public Meter(Map<String, Long> pids) {
        this.pids = Map.copyOf(pids);
        pids.keySet().forEach(name -> samples.put(name, new ArrayList<>()));
        thread = new Thread(this::run, "meter");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                look();
                TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private synchronized void look() {
        samples.forEach(
                (name, seen) ->
                        ProcessSample.of(pids.get(name))
                                .ifPresent(now -> seen.add(new At(System.nanoTime(), now))));
    }

    /** What each process used between two moments of {@code System.nanoTime()}. */
    public synchronized List<ProcessUse> between(long from, long to) {
        look();
        List<ProcessUse> uses = new ArrayList<>();
        samples.forEach(
                (name, seen) -> {
                    if (!seen.isEmpty()) {
                        uses.add(use(name, seen, from, to));
                    }
                });
        return uses;
    }

    private static ProcessUse use(String name, List<At> seen, long from, long to) {
        long peak = 0;
        long last = 0;
        for (At each : seen) {
            if (each.nanoTime() <= to) {
                last = each.sample().residentBytes();
                peak = each.nanoTime() >= from ? Math.max(peak, last) : peak;
            }
        }
        return new ProcessUse(name, cpuAt(seen, to) - cpuAt(seen, from), last, peak);
    }

    /** CPU seconds used up to a moment, between two samples as if evenly used. */
    private static double cpuAt(List<At> seen, long moment) {
        At before = seen.get(0);
        for (At each : seen) {
            if (each.nanoTime() >= moment) {
                double span = each.nanoTime() - before.nanoTime();
                double part = span <= 0 ? 0 : (moment - before.nanoTime()) / span;
                double used = each.sample().cpuSeconds() - before.sample().cpuSeconds();
                return before.sample().cpuSeconds() + used * Math.max(0, part);
            }
            before = each;
        }
        return before.sample().cpuSeconds();
    }

    /**
     * How many processors each process kept busy, sample by sample: pairs of seconds from a moment
     * on and processors.
     */
    public synchronized Map<String, List<double[]>> processors(long since) {
        Map<String, List<double[]>> series = new LinkedHashMap<>();
        samples.forEach(
                (name, seen) -> {
                    List<double[]> points = new ArrayList<>();
                    for (int i = 2; i < seen.size(); i += 2) {
                        At before = seen.get(i - 2);
                        At now = seen.get(i);
                        double seconds = (now.nanoTime() - before.nanoTime()) / NANOS;
                        double cpu = now.sample().cpuSeconds() - before.sample().cpuSeconds();
                        points.add(new double[] {(now.nanoTime() - since) / NANOS, cpu / seconds});
                    }
                    series.put(name, points);
                });
        return series;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
