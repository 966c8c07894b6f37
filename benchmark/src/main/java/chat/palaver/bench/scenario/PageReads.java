package chat.palaver.bench.scenario;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.measure.Moments;
import chat.palaver.bench.measure.Schedule;
import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.HistoryPage;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads pages of a channel's history over HTTP at a steady rate, each from a place of its own.
 *
 * @param channel to be read
 * @param low least position of what is read
 * @param high greatest position
 * @param limit messages of a page, 1 to 200
 */
record PageReads(ApiSession reader, String channel, long low, long high, int limit) {
    /** Calls under way at one time; more wait, and that counts as their time. */
    private static final int THREADS = 32;

    private static final long END_SECONDS = 30;

    /** What was read. */
    record Found(Latencies latencies, long pages, long messages, long failures) {}

    /**
     * Reads for some time.
     *
     * @param warmUp seconds that are not timed
     */
    Found read(double perSecond, int warmUp, int seconds) throws InterruptedException {
        Latencies latencies = new Latencies();
        AtomicLong messages = new AtomicLong();
        AtomicLong failures = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        int pages = Schedule.messages(perSecond, warmUp + (double) seconds);
        Schedule schedule = new Schedule(perSecond, pages, 0, 1);
        Random places = new Random(pages);
        long epoch = System.nanoTime();
        for (int i = 0; i < pages; i++) {
            long offset = schedule.dueMicros(i);
            long due = epoch + TimeUnit.MICROSECONDS.toNanos(offset);
            long before = low + 1 + (long) (places.nextDouble() * Math.max(1, high - low));
            Moments.await(due);
            threads.execute(
                    () -> {
                        try {
                            HistoryPage page = reader.before(channel, before, limit);
                            messages.addAndGet(page.messages().size());
                            if (offset >= TimeUnit.SECONDS.toMicros(warmUp)) {
                                add(latencies, offset, System.nanoTime() - due);
                            }
                        } catch (ApiException e) {
                            failures.incrementAndGet();
                        }
                    });
        }
        threads.shutdown();
        threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        return new Found(latencies, pages, messages.get(), failures.get());
    }

    private static void add(Latencies latencies, long offset, long nanos) {
        synchronized (latencies) {
            latencies.record(offset, nanos);
        }
    }
}
