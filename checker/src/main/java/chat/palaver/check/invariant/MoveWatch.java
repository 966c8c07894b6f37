package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import chat.palaver.schemas.Position;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Takes down how logs moved, and how long people noticed. */
final class MoveWatch {
    /**
     * Ids that are older may wait for the sink, wherever a log lies; well below the age from which
     * on they do.
     */
    private static final long OLD_MILLIS = 20 * 60_000L;

    private final Faults faults;
    private final Longest answered = new Longest();
    private final Longest delivered = new Longest();
    private final Map<String, Long> stands = new HashMap<>();
    private long asked;
    private long shown;
    private long passed;

    /** The longest of two kinds, in microseconds. */
    private static final class Longest {
        private long quiet;
        private long disturbed;

        void add(long micros, boolean disturbance) {
            if (disturbance) {
                disturbed = Math.max(disturbed, micros);
            } else {
                quiet = Math.max(quiet, micros);
            }
        }

        MoveReport.Longest report() {
            return new MoveReport.Longest(micros(quiet), micros(disturbed));
        }

        private static Duration micros(long micros) {
            return Duration.of(micros, ChronoUnit.MICROS);
        }
    }

    /** A stretch of a channel's log. */
    private record Stretch(String channel, long epoch) {
        static Stretch of(Sends.Send send) {
            return new Stretch(send.channel, Position.epoch(send.position));
        }
    }

    MoveWatch(Faults faults) {
        this.faults = faults;
    }

    void asked(Event.MoveAsked event) {
        asked++;
    }

    void shown(Event.MoveShown event) {
        shown++;
    }

    /** How often a whole log moved between two of its records. */
    void passed(Log log) {
        if (log.size() > 0) {
            long last = Position.epoch(log.position(log.size() - 1));
            passed += last - Position.epoch(log.position(0));
        }
    }

    /** All sends are known: who waited for his answer while the log moved? */
    void answers(Sends sends) {
        long[] began = {0};
        sends.forEach(send -> began[0] = Math.max(began[0], madeAt(send) - millis(send)));
        Map<Stretch, Long> firstAnswered = new HashMap<>();
        sends.forEach(
                send -> {
                    if (send.isAcknowledged()) {
                        firstAnswered.merge(Stretch.of(send), send.acknowledgedAt, Math::min);
                    }
                });
        sends.forEach(
                send -> {
                    boolean old = madeAt(send) < began[0] + millis(send) - OLD_MILLIS;
                    if (send.isAcknowledged() && !send.cut && !old) {
                        answer(send, firstAnswered.get(Stretch.of(send)));
                    }
                });
    }

    /** By the clock of its sender, in milliseconds; 0 if its id does not say. */
    private static long madeAt(Sends.Send send) {
        try {
            return UUID.fromString(send.id).getMostSignificantBits() >>> 16;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    private static long millis(Sends.Send send) {
        return send.invokedAt / 1_000;
    }

    private void answer(Sends.Send send, long first) {
        if (Stretch.of(send).epoch() > 0 && send.invokedAt <= first) {
            long micros = send.acknowledgedAt - send.invokedAt;
            answered.add(micros, disturbed(send.invokedAt, send.acknowledgedAt));
        }
    }

    /** A device has come to a position, for which it had waited so long. */
    void stands(String device, String channel, long position, long micros, long at) {
        long epoch = Position.epoch(position);
        Long before = stands.put(device + ' ' + channel, epoch);
        if (before != null && before < epoch) {
            delivered.add(micros, disturbed(at - micros, at));
        }
    }

    private boolean disturbed(long since, long at) {
        return faults.disturb(since) || faults.disturb(at);
    }

    MoveReport report() {
        return new MoveReport(asked, shown, passed, answered.report(), delivered.report());
    }
}
