package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chat.palaver.client.api.Channel;
import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.api.TokenStore;
import chat.palaver.client.api.Tokens;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import chat.palaver.endtoend.Wire.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole is ended and started again elsewhere: who was there finds everything as it was. */
@Order(Sequence.WHOLE)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class RestartIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @Test
    void everythingIsThereAfterARestartOnOtherPorts() throws Exception {
        RunningSystem system = PALAVER.system();
        assumeTrue(system.isOwn(), "somebody else's system is not ended");
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.group("lasting", bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        long known = Wire.say(a, channel, "heard");
        b.await(Wire.of("message", channel), Wire.PATIENCE);
        b.close();
        List<Long> missed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            missed.add(Wire.say(a, channel, "missed " + i));
        }
        String repeatedId = Wire.newId();
        missed.add(Wire.say(a, repeatedId, channel, "the last before the end"));
        List<Said> history = said(bob, channel);
        List<Channel> feed = bob.api().channels().channels();

        RunningSystem.Ended second = system.command("up", "--port-base", "28000");
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err()).contains("is in use");
        assertThat(system.down()).isZero();
        assertThat(RunningSystem.PARTS).noneMatch(system::isAlive);
        system.upElsewhere();
        PALAVER.moved();

        Login annAgain = again(ann, ann.api().tokens());
        Login bobAgain = again(bob, PALAVER.api().refresh(bob.api().tokens().refreshToken()));
        assertThat(annAgain.api().me().username()).isEqualTo(ann.username());
        assertThat(annAgain.api().accessToken()).isEqualTo(ann.api().accessToken());
        assertThat(said(bobAgain, channel)).isEqualTo(history);
        assertThat(bobAgain.api().channels().channels()).isEqualTo(feed);
        RawSession resumed = bobAgain.on(2, Map.of(channel, known));
        resumed.await(Wire.caughtUp(channel), Wire.PATIENCE);
        assertThat(positions(resumed, channel)).isEqualTo(missed);

        RawSession speaker = annAgain.liveOn(1, channel);
        speaker.sendMessage(repeatedId, channel, "the last before the end");
        Frame repeated = speaker.await(Wire.answer(repeatedId), Wire.PATIENCE);
        assertThat(repeated.flag("duplicate")).isTrue();
        assertThat(repeated.position("position")).hasValue(missed.get(missed.size() - 1));
        long next = Wire.say(speaker, "new", channel, "the first afterwards");
        Frame heard = resumed.await(Wire.message("new"), Wire.PATIENCE);
        assertThat(next).isGreaterThan(missed.get(missed.size() - 1));
        assertThat(heard.position("prev")).hasValue(missed.get(missed.size() - 1));
        assertThat(said(bobAgain, channel)).hasSize(history.size() + 1);

        Login cem = PALAVER.signUp("cem");
        String later = cem.group("later", PALAVER.logIn(ann.username(), "another"), bobAgain);
        Wire.say(cem.liveOn(2, later), "welcome", later, "All there?");
        speaker.await(Wire.message("welcome"), Wire.PATIENCE);
        resumed.await(Wire.message("welcome"), Wire.PATIENCE);
    }

    private static Login again(Login login, Tokens tokens) {
        return new Login(PALAVER, login.username(), PALAVER.api().session(tokens, TokenStore.NONE));
    }

    private static List<Said> said(Login reader, String channel) {
        List<HistoryMessage> all = reader.history(channel, false);
        return all.stream().map(Said::of).toList();
    }

    private static List<Long> positions(RawSession session, String channel) {
        return Wire.messages(session, channel).stream().map(Said::position).toList();
    }
}
