package chat.palaver.bench.measure;

import java.util.concurrent.locks.LockSupport;

/** Waiting for a moment, as exactly as the machine allows without burning a processor. */
public final class Moments {
    private Moments() {}

    /** Returns when {@code System.nanoTime()} has reached a value, or the thread is interrupted. */
    public static void await(long nanoTime) {
        for (long left = nanoTime - System.nanoTime();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
