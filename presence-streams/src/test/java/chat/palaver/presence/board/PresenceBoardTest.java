package chat.palaver.presence.board;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.proto.PresenceStatus;
import chat.palaver.schemas.proto.SessionAlive;
import chat.palaver.schemas.proto.SessionEnd;
import org.junit.jupiter.api.Test;

class PresenceBoardTest {
    private static final SessionAlive PHONE = Beats.active("u_a", "d_phone", "s1");
    private static final SessionAlive DESK = Beats.active("u_a", "d_desk", "s2");
    private static final Beats X = new Beats("e_x", 7, 1);
    private static final Beats Y = new Beats("e_y", 3, 2);
    private static final Beats WATCHER = new Beats("e_w", 1, 0);

    private final BoardUnderTest test = new BoardUnderTest();

    @Test
    void isOnlineFromTheFirstSessionOn() {
        test.at(1_000, X.session(PHONE));

        assertThat(test.written).containsExactly("u_a ONLINE 1000");
    }

    @Test
    void isIdleOnlyWhenAllSessionsAre() {
        test.at(0, X.session(PHONE));
        test.at(0, Y.session(DESK));
        test.at(1_000, X.session(Beats.alive("u_a", "d_phone", "s1", true)));
        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_ONLINE);

        test.at(2_000, Y.session(Beats.alive("u_a", "d_desk", "s2", true)));
        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_IDLE);

        test.at(3_000, Y.session(DESK));
        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_ONLINE);
    }

    @Test
    void isOfflineAtOnceWhenTheLastSessionLogsOutOrCloses() {
        test.at(0, X.session(PHONE));
        test.at(0, Y.session(DESK));
        test.at(1_000, X.ended(PHONE, SessionEnd.SESSION_END_LOGOUT));
        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_ONLINE);

        test.at(2_000, Y.ended(DESK, SessionEnd.SESSION_END_CLOSED));
        assertThat(test.written).containsExactly("u_a ONLINE 0", "u_a OFFLINE 2000");
    }

    @Test
    void staysOnlineForTheGraceOfALostConnection() {
        test.at(0, X.session(PHONE));
        test.at(1_000, X.ended(PHONE, SessionEnd.SESSION_END_LOST));
        test.ticksUntil(2_000, 8_999);
        assertThat(test.written).hasSize(1);

        test.at(9_000, Beats.tick());
        assertThat(test.written).containsExactly("u_a ONLINE 0", "u_a OFFLINE 1000");
    }

    @Test
    void aComebackWithinTheGraceGoesUnnoticed() {
        test.at(0, X.session(PHONE));
        test.at(1_000, X.ended(PHONE, SessionEnd.SESSION_END_LOST));
        test.at(5_000, Y.session(Beats.active("u_a", "d_phone", "s9")));
        test.ticksUntil(6_000, 12_000);
        assertThat(test.written).hasSize(1);

        test.at(
                12_000,
                Y.ended(Beats.active("u_a", "d_phone", "s9"), SessionEnd.SESSION_END_CLOSED));
        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_OFFLINE);
    }

    @Test
    void goesWithItsEdgeWhenTheWindowHasPassed() {
        test.at(0, X.session(PHONE));
        test.at(5_000, X.list(PHONE));
        test.ticksUntil(6_000, 49_999);
        assertThat(test.written).containsExactly("u_a ONLINE 0");

        test.at(50_000, Beats.tick());
        assertThat(test.written).containsExactly("u_a ONLINE 0", "u_a OFFLINE 5000");
    }

    @Test
    void aSessionMissingFromTheListCountsAsLost() {
        test.at(0, X.list(PHONE));
        test.at(5_000, X.list());
        test.ticksUntil(6_000, 12_999);
        assertThat(test.written).hasSize(1);

        test.at(13_000, Beats.tick());
        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_OFFLINE);
    }

    @Test
    void aLateEndOnOneEdgeLeavesTheSessionOnAnotherAlone() {
        test.at(0, X.session(PHONE));
        test.at(1_000, Y.session(PHONE));
        test.at(2_000, X.ended(PHONE, SessionEnd.SESSION_END_CLOSED));
        test.at(3_000, X.list());
        test.at(4_000, Y.list(PHONE));
        test.ticksUntil(5_000, 20_000);

        assertThat(test.written).containsExactly("u_a ONLINE 0");
    }

    @Test
    void logoutBehindALostConnectionEndsItsGrace() {
        test.at(0, X.session(PHONE));
        test.at(1_000, X.ended(PHONE, SessionEnd.SESSION_END_LOST));
        SessionAlive nameless = Beats.active("u_a", "d_phone", "");
        test.at(2_000, X.ended(nameless, SessionEnd.SESSION_END_LOGOUT));

        assertThat(test.written).containsExactly("u_a ONLINE 0", "u_a OFFLINE 2000");
    }

    @Test
    void logoutEndsTheDeviceOnADeadEdgeTooAndNoListBringsItBack() {
        test.at(0, X.session(PHONE));
        SessionAlive again = Beats.active("u_a", "d_phone", "s9");
        test.at(1_000, Y.session(again));
        test.at(2_000, Y.ended(again, SessionEnd.SESSION_END_LOGOUT));
        test.at(3_000, X.list(PHONE));

        assertThat(test.written).containsExactly("u_a ONLINE 0", "u_a OFFLINE 2000");
    }

    @Test
    void aReplacedStartOfAnEdgeIsNotHeardAnyMore() {
        Beats restarted = new Beats("e_x", 2, 1);
        test.at(0, X.session(PHONE));
        test.at(1_000, restarted.list());
        assertThat(test.at(2_000, X.list(PHONE))).isFalse();
        test.ticksUntil(3_000, 8_999);
        assertThat(test.written).hasSize(1);

        test.at(9_000, Beats.tick());
        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_OFFLINE);
    }

    @Test
    void anOutageLongerThanTheWindowMakesNobodyOffline() {
        test.at(0, X.session(PHONE));
        test.at(0, Y.session(Beats.active("u_b", "d_b", "s")));
        test.at(600_000, Y.list(Beats.active("u_b", "d_b", "s")));
        test.ticksUntil(602_000, 644_999);
        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_ONLINE);

        test.at(645_000, Beats.tick());
        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_OFFLINE);
        assertThat(test.written).contains("u_a OFFLINE 0");
    }

    @Test
    void aSilenceOfExactlyTheGapIsStillTime() {
        test.at(0, X.ended(PHONE, SessionEnd.SESSION_END_LOST));
        test.at(0, X.session(PHONE));
        test.at(1_000, X.ended(PHONE, SessionEnd.SESSION_END_LOST));
        test.at(11_000, Beats.tick());

        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_OFFLINE);
    }

    @Test
    void timeThatStepsBackChangesNothing() {
        test.at(10_000, X.session(PHONE));
        test.at(4_000, X.list(PHONE));

        assertThat(test.written).containsExactly("u_a ONLINE 10000");
    }

    @Test
    void aRestartGivesEverybodyAWindow() {
        test.at(0, X.session(PHONE));
        test.restart();
        test.at(100_000, Beats.tick());
        test.ticksUntil(102_000, 144_999);
        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_ONLINE);

        test.at(145_000, Beats.tick());
        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_OFFLINE);
    }

    @Test
    void afterARestartTheFirstIdleDeviceDoesNotHideAnActiveOne() {
        test.at(0, X.session(PHONE));
        test.restart();
        test.at(1_000, Y.list(Beats.alive("u_a", "d_desk", "s2", true)));
        test.at(5_000, X.list(PHONE));
        test.ticksUntil(6_000, 12_000);

        assertThat(test.written).containsExactly("u_a ONLINE 0", "u_a ONLINE 5000");
    }

    @Test
    void logoutAfterARestartIsSeenAtOnceOnceTheListHasCome() {
        test.at(0, X.session(PHONE));
        test.restart();
        test.at(1_000, X.list(PHONE));
        test.at(2_000, X.ended(PHONE, SessionEnd.SESSION_END_LOGOUT));

        assertThat(test.status("u_a")).isEqualTo(PresenceStatus.PRESENCE_STATUS_OFFLINE);
    }

    @Test
    void aWatcherIsToldTheStateAndThenEveryChange() {
        test.at(0, WATCHER.watch("u_a", "u_b"));
        test.at(1_000, X.session(PHONE));
        test.at(2_000, X.ended(PHONE, SessionEnd.SESSION_END_CLOSED));
        test.at(3_000, WATCHER.unwatch("u_a"));
        test.at(4_000, X.session(PHONE));

        assertThat(test.told)
                .containsExactly(
                        "e_w/1 u_a OFFLINE 0",
                        "e_w/1 u_b OFFLINE 0",
                        "e_w/1 u_a ONLINE 1000",
                        "e_w/1 u_a OFFLINE 2000");
    }

    @Test
    void theWatchesOfAReplacedOrSilentEdgeAreForgotten() {
        test.at(0, WATCHER.watch("u_a"));
        test.at(1_000, new Beats("e_w", 9, 0).watch("u_a"));
        assertThat(test.told).contains("e_w/1 forgotten");

        test.ticksUntil(3_000, 135_999);
        assertThat(test.told).doesNotContain("e_w/9 forgotten");
        test.at(136_000, Beats.tick());
        assertThat(test.told).endsWith("e_w/9 forgotten");
        assertThat(test.board.watched()).isZero();
    }

    @Test
    void statesAreRepeatedWhileSomebodyIsThereAndOnceAfterwards() {
        test.at(0, X.session(PHONE));
        for (long time = 2_000; time <= 58_000; time += 2_000) {
            test.at(time, X.list(PHONE));
            test.at(time, Beats.tick());
        }
        assertThat(test.written).hasSize(1);

        test.at(60_000, Beats.tick());
        assertThat(test.written).containsExactly("u_a ONLINE 0", "u_a ONLINE 58000");

        test.at(60_000, X.ended(PHONE, SessionEnd.SESSION_END_CLOSED));
        test.ticksUntil(62_000, 400_000);
        assertThat(test.written.subList(2, test.written.size()))
                .containsExactly("u_a OFFLINE 60000", "u_a OFFLINE 60000");
    }

    @Test
    void repeatsAtMostSoManyAtOneTick() {
        for (int i = 0; i <= PresenceRules.REPEATS_AT_TICK; i++) {
            test.at(0, X.session(Beats.active("u_" + i, "d_" + i, "s")));
        }
        test.at(9_000, X.unwatch());
        int before = test.written.size();
        test.restart();
        test.at(60_000, Beats.tick());

        assertThat(test.written).hasSize(before + PresenceRules.REPEATS_AT_TICK);
    }
}
