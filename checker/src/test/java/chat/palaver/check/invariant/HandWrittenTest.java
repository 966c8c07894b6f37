package chat.palaver.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.check.history.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Histories of systems that are broken in a way of their own, and of such as only look broken. */
final class HandWrittenTest {
    private static void assertGood(Verdict verdict) {
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.isGood()).isTrue();
    }

    private static void assertViolated(Verdict verdict, Invariant invariant) {
        assertThat(verdict.counts()).containsKey(invariant);
    }

    /** One message, so that there is something to be good at. */
    private static Script talking() {
        return Script.ofTwo().message("u1", "a").delivered("u1.1", "u2.1");
    }

    @Test
    void hasNothingToSayWhenTwoTalk() {
        assertGood(talking().judged("u1"));
    }

    // Live delivery.

    @Test
    void objectsToDeliveriesThatComeOnlyWithTheNextSession() {
        Script script = Script.ofTwo();
        for (int i = 0; i < 20; i++) {
            script.message("u1", "m" + i).later(30);
        }
        for (String device : new String[] {"u1.1", "u2.1"}) {
            script.closed(device, 1, "last resume").resumes(device, 2, 1);
            for (long position = 2; position <= script.head(); position++) {
                script.delivered(device, 2, position);
            }
            script.caughtUp(device, 2);
        }

        assertViolated(script.judged("u1", "u2"), Invariant.I7);
    }

    @Test
    void objectsToADeliveryThatTakesAMinuteThoughNothingIsAtFault() {
        Script script = Script.ofTwo().message("u1", "a").delivered("u1.1").later(60);

        assertViolated(script.delivered("u2.1").judged("u1"), Invariant.I7);
    }

    @Test
    void forgivesADeliveryThatAFaultHoldsUp() {
        Script script = Script.ofTwo().message("u1", "a").delivered("u1.1").fault("kill", 60);

        assertGood(script.delivered("u2.1").judged("u1"));
    }

    @Test
    void objectsToDeliveriesThatAreOwedWhenCalmEnds() {
        Script script =
                Script.ofTwo()
                        .fault("kill", 20)
                        .add(at -> new Event.Calm(at, true))
                        .message("u1", "a")
                        .delivered("u1.1")
                        .later(100)
                        .add(at -> new Event.Calm(at, false))
                        .fault("kill again", 20);

        assertViolated(script.delivered("u2.1").judged("u1"), Invariant.I7);
    }

    @Test
    void objectsToADeviceThatIsNotLetInAgain() {
        Script script =
                talking()
                        .closed("u2.1", 1, "last resume")
                        .hello("u2.1", 2, Map.of(Script.CHANNEL, 2L))
                        .closed("u2.1", 2, "unauthorized");

        assertViolated(script.judged("u1"), Invariant.I7);
    }

    @Test
    void letsDevicesStayAway() {
        assertGood(
                talking()
                        .closed("u2.1", 1, "away")
                        .message("u1", "b")
                        .delivered("u1.1")
                        .judged("u1"));
        assertGood(
                talking()
                        .add(at -> new Event.LoggedOut(at, "u2.1"))
                        .closed("u2.1", 1, "session_revoked")
                        .judged("u1"));
    }

    @Test
    void objectsToAResumeThatNeverCatchesUp() {
        Script script = talking().closed("u2.1", 1, "network lost").resumes("u2.1", 2, 2);

        assertViolated(script.judged("u1"), Invariant.I7);
    }

    @Test
    void objectsToACrowdThatDoesNotSettleAtTheEnd() {
        Script script = talking().add(at -> new Event.NotSettled(at, "end", 90, "u2.1 is behind"));

        assertViolated(script.judged("u1"), Invariant.I7);
    }

    @Test
    void letsADeviceComeForTheFirstTimeAndResumeFromTheBeginning() {
        Script script =
                talking()
                        .message("u1", "b")
                        .delivered("u1.1", "u2.1")
                        .later(600)
                        .resumes("u2.2", 1, 0);
        for (long position = 1; position <= script.head(); position++) {
            script.delivered("u2.2", 1, position);
        }

        assertGood(script.caughtUp("u2.2", 1).judged("u1"));
    }

    // Joining while connected.

    private static Script joining() {
        return talking().comes("u3.1", 1).later(60).put("u3").delivered("u1.1", "u2.1");
    }

    @Test
    void letsSomebodyJoin() {
        Script script = joining().delivered("u3.1").caughtUp("u3.1", 1).message("u1", "b");

        assertGood(script.delivered("u1.1", "u2.1", "u3.1").judged("u1"));
    }

    @Test
    void objectsToAMemberWhoIsNotToldUntilHisNextSession() {
        Script script =
                joining()
                        .later(60)
                        .closed("u3.1", 1, "last resume")
                        .comes("u3.1", 2)
                        .caughtUp("u3.1", 2);

        assertViolated(script.judged("u1"), Invariant.I7);
    }

    @Test
    void objectsToAMemberWhoIsToldLate() {
        Script script = joining().later(60).delivered("u3.1").caughtUp("u3.1", 1);

        assertViolated(script.judged("u1"), Invariant.I7);
    }

    @Test
    void objectsToAChannelThatBeginsInItsMiddle() {
        Script script = joining().message("u1", "b").delivered("u1.1", "u2.1", "u3.1");

        assertViolated(script.caughtUp("u3.1", 1).judged("u1"), Invariant.I5);
    }

    @Test
    void objectsToALiveMessageBeforeTheCaughtUpOfWhoJoined() {
        Script script = joining().delivered("u3.1").message("u1", "b");

        assertViolated(
                script.delivered("u1.1", "u2.1", "u3.1").caughtUp("u3.1", 1).judged("u1"),
                Invariant.I5);
    }

    @Test
    void objectsToTheRepetitionOfWhatWasNotResumed() {
        Script script =
                Script.ofTwo()
                        .later(60)
                        .closed("u2.1", 1, "away")
                        .comes("u2.1", 2)
                        .delivered("u2.1", 2, 1)
                        .caughtUp("u2.1", 2);

        assertViolated(script.judged("u1"), Invariant.I5);
    }

    @Test
    void objectsToASecondCaughtUp() {
        assertViolated(talking().caughtUp("u2.1", 1).judged("u1"), Invariant.I5);
    }

    // Leaving.

    @Test
    void objectsToAMemberWhoIsToldThatHeLeft() {
        Script script =
                talking().closed("u2.1", 1, "network lost").message("u1", "b").delivered("u1.1");

        assertViolated(
                script.resumes("u2.1", 2, 2)
                        .delivered("u2.1", 2, 2, "left", true)
                        .delivered("u2.1", 2, 3)
                        .judged("u1"),
                Invariant.I8);
    }

    @Test
    void objectsToARemovalThatDoesNotSaySo() {
        Script script = talking().remove("u2").delivered("u1.1", "u2.1");

        assertViolated(script.judged("u1"), Invariant.I8);
    }

    @Test
    void letsSomebodyLeave() {
        Script script = talking().remove("u2").delivered("u1.1");

        assertGood(script.delivered("u2.1", 1, 3, null, true).judged("u1"));
    }

    @Test
    void objectsToAChangeOfAnotherKind() {
        Script script = talking().put("u3").delivered("u1.1");

        assertViolated(script.delivered("u2.1", 1, 3, "removed", false).judged("u1"), Invariant.I4);
    }

    // Read positions and presence.

    @Test
    void objectsToAReadPositionThatIsShownAndNotStored() {
        Script script = talking().read("u2.1", "u1.1");

        assertViolated(
                script.add(at -> new Event.ReadStored(at, "u2", Script.CHANNEL, 0)).judged("u1"),
                Invariant.I9);
    }

    @Test
    void objectsToPresenceThatIsWrongThroughManyFaultsOnceThereIsCalm() {
        Script script = talking().watches("u1.1", "u2", "online").closed("u2.1", 1, "away");
        for (int i = 0; i < 60; i++) {
            script.fault("kill-" + i, 20).later(1);
        }
        script.add(at -> new Event.Calm(at, true))
                .later(100)
                .add(at -> new Event.Calm(at, false))
                .fault("kill", 20);

        assertViolated(script.judged("u1"), Invariant.I9);
    }

    @Test
    void waitsWithPresenceForTheDeviceThatIsHeldLongest() {
        Script script =
                talking()
                        .comes("u2.2", 1)
                        .caughtUp("u2.2", 1)
                        .watches("u1.1", "u2", "online")
                        .later(60)
                        .closed("u2.2", 1, "away")
                        .later(1)
                        .add(at -> new Event.LoggedOut(at, "u2.1"))
                        .closed("u2.1", 1, "logged out")
                        .later(13);

        assertGood(script.told("u1.1", "u2", "offline").later(1).judged("u1"));
    }

    @Test
    void letsPresenceBeToldBeforeTheWelcome() {
        Script script =
                talking()
                        .watches("u1.1", "u2", "online")
                        .closed("u2.1", 1, "away")
                        .later(10)
                        .told("u1.1", "u2", "offline")
                        .later(60)
                        .hello("u2.1", 2, Map.of(Script.CHANNEL, 2L))
                        .told("u1.1", "u2", "online");

        assertGood(script.welcomed("u2.1", 2).caughtUp("u2.1", 2).judged("u1"));
    }

    // Who may write, and what he is answered.

    @Test
    void objectsToASystemThatAnswersNobody() {
        Script script = Script.ofTwo();
        for (int i = 0; i < 5; i++) {
            script.invoked("u1", "m" + i, 1).unanswered("u1", "m" + i, 1, "unavailable");
        }

        assertViolated(script.judged("u1"), Invariant.I7);
    }

    @Test
    void objectsToAMemberWhoIsRefused() {
        assertViolated(
                talking().later(10).refused("u2", "b", "not_a_member").judged("u1"), Invariant.I7);
    }

    @Test
    void letsOthersBeRefused() {
        assertGood(
                talking()
                        .remove("u2")
                        .delivered("u1.1")
                        .delivered("u2.1", 1, 3, null, true)
                        .refused("u2", "b", "not_a_member")
                        .refused("u9", "c", "not_a_member")
                        .judged("u1"));
    }

    @Test
    void objectsToTheMessageOfAFormerMember() {
        Script script =
                talking()
                        .remove("u2")
                        .delivered("u1.1")
                        .delivered("u2.1", 1, 3, null, true)
                        .later(300);

        assertViolated(script.message("u2", "b").delivered("u1.1").judged("u1"), Invariant.I8);
    }

    @Test
    void objectsToTheMessageOfAStrangerThoughItWasNotAnswered() {
        Script script =
                talking()
                        .invoked("u9", "b", 1)
                        .appended("message", "b", "u9", null)
                        .unanswered("u9", "b", 1, "unavailable");

        assertViolated(script.delivered("u1.1", "u2.1").judged("u1"), Invariant.I8);
    }

    @Test
    void objectsToAFirstAttemptAnsweredAsARepeat() {
        Script script =
                Script.ofTwo()
                        .invoked("u1", "a", 1)
                        .appended("message", "a", "u1", null)
                        .acknowledged("u1", "a", 1, true);

        assertViolated(script.delivered("u1.1", "u2.1").judged("u1"), Invariant.I3);
    }

    // Answers that come late.

    private static Script late() {
        return Script.ofTwo()
                .invoked("u1", "a", 1)
                .appended("message", "a", "u1", null)
                .delivered("u1.1", "u2.1")
                .unanswered("u1", "a", 1, "no answer in time")
                .invoked("u1", "a", 2);
    }

    @Test
    void takesAnAnswerThatComesLate() {
        assertGood(
                late().acknowledged("u1", "a", 2, true)
                        .acknowledged("u1", "a", 1, false)
                        .judged("u1"));
    }

    @Test
    void objectsToALateAnswerWithAnotherPosition() {
        Script script =
                late().acknowledged("u1", "a", 2, true).acknowledged("u1", "a", 1, 1, false);

        assertViolated(script.judged("u1"), Invariant.I3);
    }

    @Test
    void objectsToAnswersToWhatWasNeverSent() {
        assertViolated(talking().acknowledged("u1", "b", 1, false).judged("u1"), Invariant.I2);
        assertViolated(
                talking()
                        .add(at -> new Event.Refused(at, Script.CHANNEL, "u1", "b", 1, "bad_frame"))
                        .judged("u1"),
                Invariant.I2);
    }

    // What was there before.

    @Test
    void passesOverWhatAnEarlierRunLeft() {
        Script script =
                new Script()
                        .make(0, "u1", "u2")
                        .appended("message", "old", "u1", null)
                        .add(
                                at ->
                                        new Event.ChannelMade(
                                                at,
                                                Script.CHANNEL,
                                                "c_1",
                                                "direct",
                                                "u1",
                                                List.of("u1", "u2"),
                                                2))
                        .comes("u1.1", 1)
                        .caughtUp("u1.1", 1)
                        .comes("u2.1", 1)
                        .caughtUp("u2.1", 1)
                        .add(at -> new Event.ReadSeen(at, "u2.1", 1, Script.CHANNEL, "u1", 2))
                        .message("u1", "a")
                        .delivered("u1.1", "u2.1");

        assertGood(
                script.add(at -> new Event.ReadStored(at, "u1", Script.CHANNEL, 2))
                        .judged("u1", "u2"));
    }

    // Logs that move.

    private static Script asked(Script script, String log, String code) {
        return script.add(at -> new Event.MoveAsked(at, Script.CHANNEL, log))
                .add(at -> new Event.MoveAnswered(at, Script.CHANNEL, log, code));
    }

    private static Script chosen(Script script, String log) {
        return asked(script, log, "ok").appended("log", null, "u1", null).delivered("u1.1", "u2.1");
    }

    @Test
    void saysHowLongPeopleWaitedWhileALogMoved() {
        Script script = chosen(talking(), "own").moved();
        script.invoked("u1", "b", 1)
                .later(2)
                .appended("message", "b", "u1", null)
                .acknowledged("u1", "b", 1, false)
                .later(3)
                .delivered("u1.1", "u2.1")
                .add(at -> new Event.MoveShown(at, Script.CHANNEL, "own"))
                .message("u2", "c")
                .later(4)
                .delivered("u1.1", "u2.1");

        Verdict verdict = script.judged("u1", "u2");

        assertGood(verdict);
        MoveReport moves = verdict.moves();
        assertThat(moves.asked()).isEqualTo(1);
        assertThat(moves.shown()).isEqualTo(1);
        assertThat(moves.passed()).isEqualTo(1);
        assertThat(moves.answered().quiet()).isBetween(seconds(2), seconds(3));
        assertThat(moves.delivered().quiet()).isBetween(seconds(3), seconds(4));
        assertThat(moves.answered().disturbed()).isZero();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void objectsToAPositionOfAStretchThatIsOver() {
        Script script = talking().moved().message("u1", "b").delivered("u1.1", "u2.1");
        long before = script.head() & 0xff;

        script.invoked("u1", "c", 1).acknowledged("u1", "c", 1, before + 5, false);

        assertViolated(script.judged("u1", "u2"), Invariant.I6);
    }

    @Test
    void objectsToAMoveThatWasAnsweredAndIsNoRecord() {
        Script script = asked(chosen(talking(), "own"), "shared", "ok");

        assertGood(chosen(chosen(talking(), "own"), "shared").judged("u1", "u2"));
        assertGood(asked(chosen(talking(), "own"), "own", "ok").judged("u1", "u2"));
        assertViolated(asked(script, "own", "ok").judged("u1", "u2"), Invariant.I1);
    }

    @Test
    void moreMovesAreNoExcuseForDeliveriesThatComeLate() {
        Script script = Script.ofTwo().message("u1", "a").delivered("u1.1").fault("moves", 60);

        assertViolated(script.delivered("u2.1").judged("u1"), Invariant.I7);
    }
}
