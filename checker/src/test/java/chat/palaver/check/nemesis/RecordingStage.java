package chat.palaver.check.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A workload that is always well, unless told otherwise, and remembers what befell it. */
final class RecordingStage implements Stage {
    final List<String> seen = new ArrayList<>();
    private final List<String> unsettled = new ArrayList<>();

    /** The workload does not settle after this fault. */
    RecordingStage neverSettlesAfter(String fault) {
        unsettled.add(fault);
        return this;
    }

    @Override
    public void began(String fault, String target) {
        seen.add("began " + fault + " " + target);
    }

    @Override
    public void healed(String fault, String target) {
        seen.add("healed " + fault + " " + target);
    }

    @Override
    public Duration settle(String fault, Duration atMost) {
        if (unsettled.contains(fault)) {
            throw new IllegalStateException("not settled");
        }
        seen.add("settled " + fault);
        return Duration.ofMillis(5);
    }

    @Override
    public void awaitProgress(int messages) {
        // There is always progress.
    }

    @Override
    public void reconnectAll(int edge) {
        seen.add("reconnect " + edge);
    }

    @Override
    public AutoCloseable moveLogs() {
        seen.add("logs move");
        return () -> seen.add("logs lie still");
    }

    @Override
    public void awaitMoves(int moves) {
        seen.add("moves " + moves);
    }

    @Override
    public AutoCloseable stopReading() {
        seen.add("deaf");
        return () -> seen.add("reads again");
    }
}
