package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.Map;

/**
 * Whether members may write and others may not. Which they are is beyond doubt once a change was
 * answered: the answer promises that sends are accepted from then on, whatever is at fault.
 */
final class Admission {
    private static final String NOT_A_MEMBER = "not_a_member";

    private final Map<String, Log> logs;
    private final Standing standing;
    private final Sends sends;
    private final Findings findings;

    Admission(Map<String, Log> logs, Standing standing, Sends sends, Findings findings) {
        this.logs = logs;
        this.standing = standing;
        this.sends = sends;
        this.findings = findings;
    }

    void refused(Event.Refused event) {
        Sends.Send send = sends.find(event.channel(), event.user(), event.id());
        if (send == null || !event.code().equals(NOT_A_MEMBER)) {
            return;
        }
        long since = standing.memberSince(event.channel(), event.user());
        if (since != Standing.UNKNOWN && since < send.invokedAt) {
            findings.add(
                    Invariant.I7,
                    event.at(),
                    "refused as `not_a_member`, and " + event.user() + " was a member",
                    event.channel(),
                    null,
                    event.id());
        }
    }

    /** What nobody answered, and stands in the history nevertheless. */
    void invoked(Event.Invoked event) {
        Sends.Send send = sends.find(event.channel(), event.user(), event.id());
        if (send.invokedAt != event.at() || send.isAcknowledged() || send.rowPosition == 0) {
            return;
        }
        boolean stranger =
                standing.strangerSince(event.channel(), event.user()) != Standing.UNKNOWN;
        boolean back =
                logs.get(event.channel()).membership(event.user()).contains(send.rowPosition);
        if (stranger && !back) {
            findings.add(
                    Invariant.I8,
                    event.at(),
                    "stored, and " + event.user() + " was no member when he sent it",
                    event.channel(),
                    null,
                    event.id(),
                    send.rowPosition);
        }
    }

    void acknowledged(Event.Acknowledged event) {
        Sends.Send send = sends.find(event.channel(), event.user(), event.id());
        long since = standing.strangerSince(event.channel(), event.user());
        if (send != null && since != Standing.UNKNOWN && since < send.invokedAt) {
            findings.add(
                    Invariant.I8,
                    event.at(),
                    "taken from " + event.user() + ", who was no member",
                    event.channel(),
                    event.device(),
                    event.id(),
                    event.position());
        }
    }
}
