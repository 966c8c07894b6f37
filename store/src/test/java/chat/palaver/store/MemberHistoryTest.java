package chat.palaver.store;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MemberHistoryTest {
    private final MemberHistory history = new MemberHistory();

    @Test
    void nobodyWithoutVersions() {
        assertThat(history.present()).isEmpty();
        assertThat(history.intervals()).isEmpty();
    }

    @Test
    void joinedIsTheJoinAndNotTheLaterChangeOfRole() {
        history.add(30, Optional.of(Role.OWNER));
        history.add(20, Optional.of(Role.ADMIN));
        history.add(10, Optional.of(Role.MEMBER));

        assertThat(history.present()).contains(new Membership(Role.OWNER, 10));
        assertThat(history.intervals())
                .containsExactly(new MembershipInterval(10, MembershipInterval.OPEN));
    }

    @Test
    void aRejoinedMemberHasTwoTimesOldestFirst() {
        history.add(50, Optional.of(Role.MEMBER));
        history.add(40, Optional.empty());
        history.add(20, Optional.of(Role.ADMIN));
        history.add(10, Optional.of(Role.MEMBER));

        assertThat(history.present()).contains(new Membership(Role.MEMBER, 50));
        assertThat(history.intervals())
                .containsExactly(
                        new MembershipInterval(10, 40),
                        new MembershipInterval(50, MembershipInterval.OPEN));
    }

    @Test
    void oneWhoLeftIsNoMember() {
        history.add(40, Optional.empty());
        history.add(10, Optional.of(Role.MEMBER));

        assertThat(history.present()).isEmpty();
        assertThat(history.intervals()).containsExactly(new MembershipInterval(10, 40));
    }

    @Test
    void aTimeHoldsItsFirstPositionAndNotTheLeaving() {
        MembershipInterval interval = new MembershipInterval(10, 40);

        assertThat(interval.contains(9)).isFalse();
        assertThat(interval.contains(10)).isTrue();
        assertThat(interval.contains(39)).isTrue();
        assertThat(interval.contains(40)).isFalse();
    }
}
