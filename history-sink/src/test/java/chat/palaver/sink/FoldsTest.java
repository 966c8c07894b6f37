package chat.palaver.sink;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.LogChoice;
import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldsTest {
    private final Claim claim = new Claim();
    private final Folds folds = new Folds(2);

    @Test
    void whatWasUsedLeastLatelyGoesFirst() {
        folds.put(claim, log("c_1"), fold("c_1"));
        folds.put(claim, log("c_2"), fold("c_2"));
        folds.put(claim, log("c_1"), folds.take(claim, log("c_1")).orElseThrow());

        folds.put(claim, log("c_3"), fold("c_3"));

        assertThat(folds.take(claim, log("c_2"))).isEmpty();
        assertThat(folds.take(claim, log("c_1"))).isPresent();
        assertThat(folds.take(claim, log("c_3"))).isPresent();
    }

    @Test
    void aFoldOverTheBoundIsNotKept() {
        folds.put(claim, log("c_1"), withMember("c_1"));

        assertThat(folds.size()).isZero();
        folds.put(claim, log("c_2"), fold("c_2"));
        assertThat(folds.size()).isEqualTo(1);
    }

    @Test
    void aFoldOfAnEarlierClaimIsNotUsedAgain() {
        folds.put(claim, log("c_1"), fold("c_1"));

        assertThat(folds.take(new Claim(), log("c_1"))).isEmpty();
    }

    @Test
    void aPartitionGivenUpIsForgottenAlone() {
        Claim other = new Claim();
        folds.put(claim, log("c_1"), fold("c_1"));
        folds.put(other, log("c_2"), fold("c_2"));

        folds.forget(claim);

        assertThat(folds.take(claim, log("c_1"))).isEmpty();
        assertThat(folds.take(other, log("c_2"))).isPresent();
    }

    @Test
    void aMemberCountsAsMuchAsThreeFolds() {
        Folds four = new Folds(4);
        four.put(claim, log("c_1"), withMember("c_1"));
        assertThat(four.size()).isEqualTo(1);

        four.put(claim, log("c_2"), fold("c_2"));

        assertThat(four.size()).isEqualTo(1);
        assertThat(four.take(claim, log("c_2"))).isPresent();
    }

    private static ChannelFold fold(String channel) {
        return new ChannelFold(ChannelSnapshot.empty(channel));
    }

    private static ChannelFold withMember(String channel) {
        Map<String, Membership> members = Map.of("u_1", new Membership(Role.OWNER, 1));
        return new ChannelFold(
                new ChannelSnapshot(
                        channel,
                        Kind.GROUP,
                        "t",
                        false,
                        LogChoice.SHARED,
                        members,
                        0,
                        0,
                        List.of()));
    }

    private static LogPlace log(String channel) {
        return new LogPlace(channel, 0);
    }
}
