package chat.palaver.testkit;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/** A clock in UTC that shows what a test says, on both sides of every deadline. */
public final class SuppliedClock extends Clock {
    private final Supplier<Instant> now;

    /** Asks for the time whenever it is looked at. */
    public SuppliedClock(Supplier<Instant> now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** The same: tests have no zones. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
