package chat.palaver.check.invariant;

import java.util.HashMap;
import java.util.Map;

/**
 * Holds what time things take against a limit, while nothing is in their way: an answered message
 * comes to those who are there, and a member who is there is told of his channels. Without it a
 * system would be good whose live delivery is dead, as long as everybody resumes once in a while.
 *
 * <p>Not judged: what a fault may have held up, and who does not read.
 */
final class Promptness {
    /** What nobody should have to wait for, in microseconds. */
    static final long LIMIT = 30_000_000;

    private final Faults faults;
    private final Standing standing;
    private final Findings findings;
    private final long limit;
    private final Map<String, Long> presentSince = new HashMap<>();

    /**
     * A judge of promptness.
     *
     * @param lag what everything takes on this machine besides, in microseconds
     */
    Promptness(Faults faults, Standing standing, Findings findings, long lag) {
        this.faults = faults;
        this.standing = standing;
        this.findings = findings;
        this.limit = LIMIT + lag;
    }

    /** The device is connected and reads, since now. */
    void present(String device, long at) {
        presentSince.putIfAbsent(device, at);
    }

    void absent(String device) {
        presentSince.remove(device);
    }

    /** Whether something that began then is late by now. */
    boolean isLate(long since, long at) {
        return at - since > limit && !faults.disturb(at);
    }

    /** A device has waited so long for what was answered, or waits still. */
    void waited(String device, String channel, long micros, long at) {
        if (isLate(at - micros, at)) {
            findings.add(
                    Invariant.I7,
                    at,
                    "waited " + seconds(micros) + " s for what was answered, with no fault at work",
                    channel,
                    device,
                    null);
        }
    }

    /**
     * A member who is there has been told that a channel is live: asked when it is, when he goes,
     * and at the end.
     */
    void told(String device, String channel, boolean live, long at) {
        Long present = presentSince.get(device);
        long member = standing.memberSince(channel, Chains.userOf(device));
        if (live || present == null || member == Standing.UNKNOWN) {
            return;
        }
        long since = Math.max(present, member);
        if (isLate(since, at)) {
            findings.add(
                    Invariant.I7,
                    at,
                    "connected, a member since "
                            + seconds(at - member)
                            + " s, and not told that the channel is live for "
                            + seconds(at - since)
                            + " s",
                    channel,
                    device,
                    null);
        }
    }

    /** Whether the user had been a member for long when this session began. */
    boolean isOldMember(String device, String channel, long at) {
        long present = presentSince.getOrDefault(device, at);
        long member = standing.memberSince(channel, Chains.userOf(device));
        return member != Standing.UNKNOWN && present - member > limit && !faults.disturb(at);
    }

    private static long seconds(long micros) {
        return micros / 1_000_000;
    }
}
