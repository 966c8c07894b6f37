package chat.palaver.store;

import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The membership of one user in one channel, put together from its versions. Versions are given
 * newest first, as they are stored.
 */
final class MemberHistory {
    private final List<MembershipInterval> newestFirst = new ArrayList<>();
    private Role role;
    private boolean any;
    private long earliestOfRun;
    private long end = MembershipInterval.OPEN;
    private boolean inRun;

    /** Takes the next older version. */
    void add(long position, Optional<Role> version) {
        if (!any) {
            any = true;
            role = version.orElse(null);
        }
        if (version.isPresent()) {
            inRun = true;
            earliestOfRun = position;
        } else {
            closeRun();
            end = position;
        }
    }

    /** The newest version's membership, if it is one. */
    Optional<Membership> present() {
        if (role == null) {
            return Optional.empty();
        }
        List<MembershipInterval> intervals = intervals();
        return Optional.of(new Membership(role, intervals.get(intervals.size() - 1).from()));
    }

    /** Oldest first. */
    List<MembershipInterval> intervals() {
        List<MembershipInterval> all = new ArrayList<>();
        if (inRun) {
            all.add(new MembershipInterval(earliestOfRun, end));
        }
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            all.add(newestFirst.get(i));
        }
        return List.copyOf(all);
    }

    private void closeRun() {
        if (inRun) {
            newestFirst.add(new MembershipInterval(earliestOfRun, end));
            inRun = false;
        }
    }
}
