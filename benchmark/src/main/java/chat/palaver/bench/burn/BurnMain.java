package chat.palaver.bench.burn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that keeps so many processors busy and does nothing else: what a load costs others by
 * its CPU alone. Ends with its input.
 */
public final class BurnMain {
    /** Short enough that a burst looks like the handling of some messages. */
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private BurnMain() {}

    /** Takes the number of processors, a decimal fraction. */
    public static void main(String[] args) throws Exception {
        double processors = Double.parseDouble(args[0]);
        int threads = Math.max(1, (int) Math.ceil(processors));
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> burning = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> burn(processors / threads, over), "burn-" + i);
            thread.setDaemon(true);
            thread.start();
            burning.add(thread);
        }
        System.out.println("burning");
        while (System.in.read() >= 0) {
            // Nothing is asked.
        }
        over.set(true);
        for (Thread thread : burning) {
            thread.join();
        }
        System.exit(0);
    }

    private static void burn(double part, AtomicBoolean over) {
        long busy = (long) (PERIOD_NANOS * part);
        long next = System.nanoTime();
        while (!over.get()) {
            long end = System.nanoTime() + busy;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            next += PERIOD_NANOS;
            long left = next - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(left);
            } else {
                // What could not be burnt in time is not made up for.
                next = System.nanoTime();
            }
        }
    }
}
