package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes down for each fault what happened from its beginning until all had settled. */
final class FaultWatch {
    private static final class Open {
        private final Faults.Fault fault;
        private long acknowledged;
        private long lost;
        private long unanswered;
        private long most;
        private long longestWait;
        private long firstError = -1;
        private long lastError = -1;
        private boolean over;

        private Open(Faults.Fault fault) {
            this.fault = fault;
        }
    }

    private final List<Open> all = new ArrayList<>();

    void began(Faults.Fault fault) {
        all.add(new Open(fault));
    }

    void over(String fault) {
        all.stream()
                .filter(open -> open.fault.name.equals(fault))
                .forEach(open -> open.over = true);
    }

    void acknowledged(boolean lost) {
        for (Open open : all) {
            if (!open.over) {
                open.acknowledged++;
                open.lost += lost ? 1 : 0;
            }
        }
    }

    void unanswered(Event.Unanswered event) {
        if (event.isCut()) {
            return;
        }
        for (Open open : all) {
            if (!open.over) {
                open.unanswered++;
                open.firstError = open.firstError < 0 ? event.at() : open.firstError;
                open.lastError = event.at();
            }
        }
    }

    /** A device had waited so long, in microseconds. */
    void waited(long micros) {
        for (Open open : all) {
            if (!open.over) {
                open.longestWait = Math.max(open.longestWait, micros);
            }
        }
    }

    void undelivered(long total) {
        for (Open open : all) {
            if (!open.over) {
                open.most = Math.max(open.most, total);
            }
        }
    }

    List<FaultReport> reports() {
        return all.stream().map(FaultWatch::report).toList();
    }

    private static FaultReport report(Open open) {
        Faults.Fault fault = open.fault;
        return new FaultReport(
                fault.name,
                fault.target,
                open.acknowledged,
                open.lost,
                open.unanswered,
                open.most,
                micros(open.longestWait),
                micros(Math.max(0, fault.healed - fault.began)),
                fault.micros < 0 ? Optional.empty() : Optional.of(micros(fault.micros)),
                micros(open.lastError - open.firstError));
    }

    private static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
