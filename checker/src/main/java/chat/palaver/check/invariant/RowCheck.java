package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.HashMap;
import java.util.Map;

/** What each member reads of the final history, held against what all of them read together. */
final class RowCheck {
    /** How far one reader is in one channel. */
    private static final class Reader {
        private int index = -1;
        private long last;
    }

    private final Map<String, Log> logs;
    private final Sends sends;
    private final Findings findings;
    private final Map<String, Reader> readers = new HashMap<>();

    RowCheck(Map<String, Log> logs, Sends sends, Findings findings) {
        this.logs = logs;
        this.sends = sends;
        this.findings = findings;
    }

    void row(Event.Row row) {
        Log log = logs.get(row.channel());
        if (log.isOfEarlierRun(row.position())) {
            return;
        }
        Reader reader = reader(row.reader(), row.channel());
        if (row.isMessage()) {
            sends.seen(Sends.Sighting.of(row));
        }
        if (!log.membership(row.reader()).contains(row.position())) {
            complain(Invariant.I8, row, row.reader() + " reads what is not his");
        }
        if (row.position() <= reader.last) {
            complain(Invariant.I4, row, row.reader() + " reads it after " + reader.last);
            return;
        }
        int index = log.indexOf(row.position());
        missing(row.at(), row.reader(), log, reader, index);
        reader.last = row.position();
        reader.index = index;
    }

    void read(Event.HistoryRead event) {
        Log log = logs.get(event.channel());
        Reader reader = reader(event.reader(), event.channel());
        if (event.whole()) {
            missing(event.at(), event.reader(), log, reader, log.size());
        } else {
            findings.add(
                    Invariant.I1,
                    event.at(),
                    event.reader() + " could not read the history",
                    event.channel(),
                    null,
                    null);
        }
    }

    private void missing(long at, String user, Log log, Reader reader, int before) {
        if (!log.isWhole()) {
            return; // What came to somebody may not have been stored yet.
        }
        Membership membership = log.membership(user);
        for (long position : log.missed(user, reader.index, before)) {
            if (!membership.contains(position)) {
                continue;
            }
            Log.Fact fact = log.fact(position);
            Sends.Send send =
                    fact.message() ? sends.find(log.channel(), fact.sender(), fact.id()) : null;
            boolean acknowledged = send != null && send.isAcknowledged();
            findings.add(
                    acknowledged ? Invariant.I1 : Invariant.I4,
                    at,
                    user + " does not read it, others do",
                    log.channel(),
                    null,
                    fact.id(),
                    position);
        }
    }

    private Reader reader(String user, String channel) {
        return readers.computeIfAbsent(user + ' ' + channel, k -> new Reader());
    }

    private void complain(Invariant invariant, Event.Row row, String what) {
        findings.add(invariant, row.at(), what, row.channel(), null, row.id(), row.position());
    }
}
