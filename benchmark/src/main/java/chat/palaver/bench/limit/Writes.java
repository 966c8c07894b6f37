package chat.palaver.bench.limit;

import chat.palaver.bench.measure.Histograms;
import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.measure.Moments;
import chat.palaver.bench.measure.Schedule;
import chat.palaver.schemas.Ids;
import chat.palaver.store.MessageRow;
import chat.palaver.store.Messages;
import com.google.protobuf.ByteString;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * What the store alone takes for a row of the history, by the class and the statement by which the
 * sink writes it. The rows belong to a channel that nobody has.
 */
final class Writes {
    private static final int IN_FLIGHT = 128;
    private static final int KIND_MESSAGE = 1;

    private final Messages messages;
    private final ByteString record;
    private final String channel = Ids.newChannel();
    private final String sender = Ids.newUser();
    private final AtomicLong position = new AtomicLong();

    Writes(Messages messages, int bytes) {
        this.messages = messages;
        record = ByteString.copyFrom(new byte[bytes]);
    }

    private CompletableFuture<Void> write() {
        long at = position.incrementAndGet();
        return messages.insert(
                        new MessageRow(
                                channel,
                                at,
                                at - 1,
                                sender,
                                String.valueOf(at),
                                at,
                                KIND_MESSAGE,
                                record))
                .toCompletableFuture();
    }

    /** Writes at a rate; how long each takes from when it was due. */
    Latencies paced(double perSecond, int warmUp, int seconds) {
        Latencies latencies = new Latencies();
        int count = Schedule.messages(perSecond, warmUp + (double) seconds);
        Schedule schedule = new Schedule(perSecond, count, 0, 1);
        long epoch = System.nanoTime();
        CompletableFuture<?>[] writes = new CompletableFuture<?>[count];
        for (int i = 0; i < count; i++) {
            long offset = schedule.dueMicros(i);
            long due = epoch + TimeUnit.MICROSECONDS.toNanos(offset);
            Moments.await(due);
            writes[i] =
                    write().thenRun(
                                    () -> {
                                        if (offset >= TimeUnit.SECONDS.toMicros(warmUp)) {
                                            add(latencies, offset, System.nanoTime() - due);
                                        }
                                    });
        }
        CompletableFuture.allOf(writes).join();
        return latencies;
    }

    private static void add(Latencies latencies, long offset, long nanos) {
        synchronized (latencies) {
            latencies.record(offset, nanos);
        }
    }

    /** Writes as fast as is answered; how many a second. */
    double perSecond(int seconds) throws InterruptedException {
        Semaphore room = new Semaphore(IN_FLIGHT);
        long began = System.nanoTime();
        long end = began + TimeUnit.SECONDS.toNanos(seconds);
        long written = 0;
        while (System.nanoTime() < end) {
            room.acquire();
            written++;
            CompletableFuture<Void> unused =
                    write().whenComplete((done, failure) -> room.release());
        }
        room.acquire(IN_FLIGHT);
        return written * 1e9 / (System.nanoTime() - began);
    }

    /**
     * Reads pages from anywhere in what was written, one after another.
     *
     * @param limit rows of a page
     * @return nanoseconds of each
     */
    Histogram pages(int count, int limit) {
        Histogram times = Histograms.fine();
        Random places = new Random(count);
        for (int i = 0; i < count; i++) {
            long before = 1 + (long) (places.nextDouble() * position.get());
            long began = System.nanoTime();
            messages.before(channel, before, limit).toCompletableFuture().join();
            Histograms.record(times, System.nanoTime() - began);
        }
        return times;
    }
}
