package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import chat.palaver.check.history.History;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Judges a history. Pure: a history in, a verdict out.
 *
 * <p>Read twice. The first time for what was sent, and for the final history, which stands at its
 * end; the second time for what came to whom, held against that. So memory goes with the messages
 * and not with the deliveries: a few hundred bytes each.
 */
public final class Checker {
    private static final int LATENCY_DIGITS = 2;
    private static final long LONGEST_LAG = 30_000_000;

    private final Findings findings = new Findings();
    private final Sends sends = new Sends(findings);
    private final Map<String, Log> logs = new HashMap<>();
    private final Faults faults = new Faults();
    private final Histogram answers = new Histogram(LATENCY_DIGITS);
    private final Changes changes = new Changes(findings);
    private final MoveWatch moves = new MoveWatch(faults);
    private Event.Begun begun = new Event.Begun(0, 0, Map.of());
    private long last;
    private boolean ended;
    private long lost;
    private long doubled;
    private long outOfOrder;

    private Checker() {}

    public static Verdict check(History history) {
        return new Checker().judge(history);
    }

    private Verdict judge(History history) {
        history.forEach(this::gather);
        if (!ended) {
            history.forEach(this::gatherDelivered);
        }
        logs.values().forEach(log -> log.complete(ended));
        if (ended) {
            logs.values().forEach(changes::complete);
        }
        logs.values().forEach(moves::passed);
        moves.answers(sends);
        sends.forEach(this::judge);
        answering();
        faults.all().stream().filter(fault -> fault.micros < 0).forEach(this::unsettled);
        long lag = Math.min(LONGEST_LAG, answers.getValueAtPercentile(99));
        Following following = new Following(logs, sends, faults, moves, findings, lag);
        history.forEach(following::take);
        return new Verdict(
                begun.seed(),
                begun.parameters(),
                findings.counts(),
                findings.kept(),
                figures(following),
                following.faults(),
                moves.report(),
                ended);
    }

    /** First reading. */
    private void gather(Event event) {
        last = event.at();
        if (event instanceof Event.Begun e) {
            begun = e;
        } else if (event instanceof Event.ChannelMade e) {
            logs.put(e.channel(), new Log(e));
        } else if (event instanceof Event.Hello e) {
            sends.hello(e);
        } else if (event instanceof Event.Invoked e) {
            sends.invoked(e);
        } else if (event instanceof Event.Acknowledged e) {
            sends.acknowledged(e);
        } else if (event instanceof Event.Refused e) {
            sends.refused(e);
        } else if (event instanceof Event.Unanswered e) {
            sends.unanswered(e);
        } else if (event instanceof Event.Row e) {
            gather(e);
        } else if (event instanceof Event.ChangeAsked e) {
            changes.asked(e);
        } else if (event instanceof Event.ChangeAnswered e) {
            changes.answered(e);
        } else {
            gatherOfFaults(event);
        }
    }

    private void gatherOfFaults(Event event) {
        if (event instanceof Event.MoveAsked e) {
            moves.asked(e);
        } else if (event instanceof Event.MoveAnswered e) {
            changes.answered(e);
        } else if (event instanceof Event.MoveShown e) {
            moves.shown(e);
        } else if (event instanceof Event.FaultBegan e) {
            faults.began(e);
        } else if (event instanceof Event.FaultHealed e) {
            faults.healed(e);
        } else if (event instanceof Event.Settled e) {
            faults.settled(e);
        } else if (event instanceof Event.NotSettled e) {
            notSettled(e);
        } else if (event instanceof Event.Ended) {
            ended = true;
        }
    }

    /** What came to anybody stands for the final history, if nobody came to read that. */
    private void gatherDelivered(Event event) {
        if (event instanceof Event.Delivered e) {
            logs.get(e.channel()).add(e);
        }
    }

    private void gather(Event.Row row) {
        Log log = logs.get(row.channel());
        if (log == null) {
            throw new IllegalArgumentException("a channel that was never made: " + row.channel());
        }
        if (log.isOfEarlierRun(row.position())) {
            return;
        }
        Log.Fact other = log.add(row);
        if (other != null) {
            findings.add(
                    Invariant.I4,
                    row.at(),
                    row.reader() + " reads " + Log.Fact.of(row) + ", another " + other,
                    row.channel(),
                    null,
                    row.id(),
                    row.position());
        }
        if (row.isMessage() && other == null) {
            stored(row);
        }
    }

    /** Each send has one row, whoever reads it. */
    private void stored(Event.Row row) {
        Sends.Send send = sends.find(row.channel(), row.sender(), row.id());
        if (send == null) {
            return;
        }
        if (send.rowPosition == 0) {
            send.rowPosition = row.position();
        } else if (send.rowPosition != row.position()) {
            doubled++;
            findings.add(
                    Invariant.I3,
                    row.at(),
                    "stored twice",
                    row.channel(),
                    null,
                    row.id(),
                    send.rowPosition,
                    row.position());
        }
    }

    private void judge(Sends.Send send) {
        if (send.isAcknowledged()) {
            answers.recordValue(Math.max(0, send.acknowledgedAt - send.invokedAt));
        }
        if (send.isAcknowledged() && ended && send.rowPosition != send.position) {
            send.lost = send.rowPosition == 0;
            lost += send.lost ? 1 : 0;
            complain(
                    send,
                    Invariant.I1,
                    send.lost
                            ? "answered `sent`, and not in the final history"
                            : "answered `sent`, and stored at another position, "
                                    + send.rowPosition);
        }
        long position = send.isAcknowledged() ? send.position : send.rowPosition;
        if (position != 0 && position <= send.floor) {
            outOfOrder++;
            complain(
                    send,
                    Invariant.I6,
                    "stands before " + send.floor + ", which had been answered when it was sent");
        }
    }

    /** A system that answers nobody does nothing wrong, and is of no use. */
    private void answering() {
        long[] count = new long[2];
        sends.forEach(
                send -> {
                    count[0]++;
                    count[1] += send.isAcknowledged() ? 1 : 0;
                });
        if (ended && count[0] > 0 && count[1] == 0) {
            String what = "none of " + count[0] + " messages was ever answered `sent`";
            findings.add(Invariant.I7, last, what, null, null, null);
        }
    }

    private void complain(Sends.Send send, Invariant invariant, String what) {
        long at = send.isAcknowledged() ? send.acknowledgedAt : send.invokedAt;
        long position = send.isAcknowledged() ? send.position : send.rowPosition;
        findings.add(invariant, at, what, send.channel, null, send.id, position);
    }

    /**
     * What did not settle may be the crowd as a whole, when nobody was to be disturbed any more.
     */
    private void notSettled(Event.NotSettled event) {
        if (!faults.notSettled(event)) {
            String what = event.fault() + " did not settle: " + event.why();
            findings.add(Invariant.I7, event.at(), what, null, null, null);
        }
    }

    private void unsettled(Faults.Fault fault) {
        if (ended || fault.unsettled) {
            findings.add(
                    Invariant.I7,
                    fault.began,
                    fault.name + " of " + fault.target + " did not settle",
                    null,
                    null,
                    null);
        }
    }

    private Figures figures(Following following) {
        long[] count = new long[7];
        sends.forEach(
                send -> {
                    boolean unknown = !send.isAcknowledged() && !send.isRefused();
                    count[0]++;
                    count[1] += send.attempts;
                    count[2] += send.isAcknowledged() ? 1 : 0;
                    count[3] += send.isRefused() ? 1 : 0;
                    count[4] += unknown ? 1 : 0;
                    count[5] += unknown && send.rowPosition != 0 ? 1 : 0;
                    count[6] += send.elsewhere ? 1 : 0;
                });
        return new Figures(
                count[0],
                count[1],
                count[6],
                count[2],
                lost,
                doubled + following.doubled(),
                outOfOrder + following.outOfOrder(),
                count[3],
                count[4],
                count[5],
                following.deliveries(),
                logs.values().stream().mapToLong(Log::size).sum(),
                following.undeliveredMost(),
                following.presenceCompared(),
                micros(answers.getValueAtPercentile(50)),
                micros(answers.getValueAtPercentile(99)),
                micros(last));
    }

    private static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
