package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The second reading of a history: gives each event to those who judge by it, in order. */
final class Following {
    private final Chains chains;
    private final RowCheck rows;
    private final FaultWatch faultWatch = new FaultWatch();
    private final Reads reads;
    private final PresenceTruth presence;
    private final Undelivered undelivered = new Undelivered();
    private final Waits waits;
    private final Standing standing = new Standing();
    private final Promptness promptness;
    private final Admission admission;
    private final Sends sends;
    private final Faults faults;
    private final MoveWatch moves;
    private final Set<String> devices = new LinkedHashSet<>();
    private long undeliveredMost;

    /**
     * A reading, with what the first one has found.
     *
     * @param lag what everything takes on this machine, in microseconds
     */
    Following(
            Map<String, Log> logs,
            Sends sends,
            Faults faults,
            MoveWatch moves,
            Findings findings,
            long lag) {
        this.sends = sends;
        this.faults = faults;
        this.moves = moves;
        promptness = new Promptness(faults, standing, findings, lag);
        chains = new Chains(logs, sends, promptness, findings);
        rows = new RowCheck(logs, sends, findings);
        reads = new Reads(findings);
        presence = new PresenceTruth(findings, faults);
        presence.lag(lag);
        waits =
                new Waits(
                        (device, channel, position) ->
                                logs.get(channel).membership(Chains.userOf(device)).sees(position));
        admission = new Admission(logs, standing, sends, findings);
    }

    void take(Event event) {
        if (event instanceof Event.Delivered e) {
            delivered(e);
        } else if (event instanceof Event.Acknowledged e) {
            acknowledged(e);
        } else if (event instanceof Event.Invoked e) {
            admission.invoked(e);
        } else if (event instanceof Event.Unanswered e) {
            faultWatch.unanswered(e);
        } else if (event instanceof Event.Refused e) {
            admission.refused(e);
        } else if (event instanceof Event.Row e) {
            rows.row(e);
        } else if (event instanceof Event.HistoryRead e) {
            rows.read(e);
        } else if (event instanceof Event.ChannelMade e) {
            standing.made(e);
            reads.made(e);
        } else if (event instanceof Event.ChangeAsked e) {
            standing.asked(e);
        } else if (event instanceof Event.ChangeAnswered e) {
            standing.answered(e);
        } else if (event instanceof Event.ReadStored e) {
            reads.stored(e);
        } else {
            takeOfFaults(event);
        }
    }

    private void takeOfFaults(Event event) {
        if (event instanceof Event.FaultBegan e) {
            faultWatch.began(faults.find(e));
        } else if (event instanceof Event.Settled e) {
            faultWatch.over(e.fault());
        } else if (event instanceof Event.NotSettled e) {
            faultWatch.over(e.fault());
        } else if (event instanceof Event.Calm e) {
            if (!e.on()) {
                look(e.at());
            }
        } else if (event instanceof Event.Ended e) {
            look(e.at());
            chains.ended(e.at());
        } else {
            takeOfSession(event);
        }
    }

    private void takeOfSession(Event event) {
        if (event instanceof Event.Hello e) {
            devices.add(e.device());
            chains.hello(e);
            reads.hello(e);
            presence.hello(e.at(), e.device());
            e.resume().forEach((channel, p) -> undelivered.stands(e.device(), channel, p));
            waits.wants(e.device(), e.at());
        } else if (event instanceof Event.Welcomed e) {
            chains.welcomed(e.device());
            presence.welcomed(e.at(), e.device());
            undelivered.connected(e.device());
            promptness.present(e.device(), e.at());
        } else if (event instanceof Event.Closed e) {
            closed(e);
        } else if (event instanceof Event.CaughtUp e) {
            chains.caughtUp(e);
            stands(e.device(), e.channel(), e.position(), e.at());
        } else if (event instanceof Event.Reading e) {
            reading(e);
        } else if (event instanceof Event.LoggedOut e) {
            chains.loggedOut(e.device());
            presence.loggedOut(e.device());
        } else if (event instanceof Event.ReadSent e) {
            reads.sent(e);
        } else if (event instanceof Event.ReadSeen e) {
            reads.seen(e);
        } else if (event instanceof Event.Watched e) {
            presence.watched(e);
        } else if (event instanceof Event.PresenceSeen e) {
            presence.seen(e);
        }
        owed();
    }

    private void delivered(Event.Delivered event) {
        chains.delivered(event);
        if (event.left()) {
            undelivered.gone(event.device(), event.channel());
            waits.gone(event.device(), event.channel());
        } else {
            stands(event.device(), event.channel(), event.position(), event.at());
        }
    }

    private void closed(Event.Closed event) {
        chains.told(event.device(), event.at());
        promptness.absent(event.device());
        chains.closed(event);
        presence.closed(event.at(), event.device());
        undelivered.disconnected(event.device());
        if (event.isOwnDoing()) {
            waiting(event.device(), event.at());
            waits.left(event.device());
        }
    }

    private void reading(Event.Reading event) {
        if (event.on()) {
            undelivered.connected(event.device());
            waits.wants(event.device(), event.at());
            promptness.present(event.device(), event.at());
        } else {
            waiting(event.device(), event.at());
            undelivered.disconnected(event.device());
            waits.left(event.device());
            promptness.absent(event.device());
        }
    }

    /** What is owed by now is judged as well, and not only what comes too late. */
    private void look(long at) {
        presence.look(at);
        for (String device : devices) {
            waiting(device, at);
            chains.told(device, at);
        }
    }

    private void waiting(String device, long at) {
        waits.waiting(
                device, at, (channel, micros) -> promptness.waited(device, channel, micros, at));
    }

    private void stands(String device, String channel, long position, long at) {
        undelivered.stands(device, channel, position);
        long micros = waits.stands(device, channel, position, at);
        faultWatch.waited(micros);
        moves.stands(device, channel, position, micros, at);
        promptness.waited(device, channel, micros, at);
    }

    private void acknowledged(Event.Acknowledged event) {
        admission.acknowledged(event);
        undelivered.acknowledged(event.channel(), event.position());
        waits.acknowledged(event.channel(), event.position(), event.at());
        owed();
        Sends.Send send = sends.find(event.channel(), event.user(), event.id());
        if (send != null && send.acknowledgedAt == event.at()) {
            faultWatch.acknowledged(send.lost);
        }
    }

    private void owed() {
        undeliveredMost = Math.max(undeliveredMost, undelivered.total());
        faultWatch.undelivered(undelivered.total());
    }

    long undeliveredMost() {
        return undeliveredMost;
    }

    long presenceCompared() {
        return presence.compared();
    }

    long doubled() {
        return chains.doubled();
    }

    long outOfOrder() {
        return chains.outOfOrder();
    }

    long deliveries() {
        return chains.deliveries();
    }

    List<FaultReport> faults() {
        return faultWatch.reports();
    }
}
