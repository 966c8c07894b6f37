package chat.palaver.demo.view;

import java.util.function.LongSupplier;

/** Lets so many through a second: nobody reads more. Not thread-safe. */
final class Throttle {
    private static final long SECOND = 1_000_000_000L;

    private final int most;
    private final LongSupplier nanoTime;
    private long since;
    private int passed;

    Throttle(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    boolean passes() {
        long now = nanoTime.getAsLong();
        if (now - since >= SECOND) {
            since = now;
            passed = 0;
        }
        if (passed == most) {
            return false;
        }
        passed++;
        return true;
    }
}
