package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.api.HistoryPage;
import chat.palaver.client.socket.RawSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The history in pages, both ways, and calls that ask for what there is not. */
final class PagesIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @Test
    void pagesMeetWithoutAHoleOrARepetitionBothWays() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        for (int i = 0; i < 23; i++) {
            a.sendMessage(Wire.newId(), channel, "number " + i);
        }
        await().until(() -> Wire.messages(a, channel).size() == 23);
        List<Long> said = Wire.messages(a, channel).stream().map(Wire.Said::position).toList();
        assertThat(ann.history(channel, false)).hasSize(23);

        List<Long> up = new ArrayList<>();
        HistoryPage page = ann.api().after(channel, 0, 10);
        up.addAll(positions(page));
        while (page.more()) {
            page = ann.api().after(channel, up.get(up.size() - 1), 10);
            up.addAll(positions(page));
        }
        List<Long> down = new ArrayList<>();
        page = ann.api().latest(channel, 10);
        down.addAll(positions(page));
        while (page.more()) {
            page = ann.api().before(channel, down.get(down.size() - 1), 10);
            down.addAll(positions(page));
        }

        assertThat(up).isEqualTo(said);
        Collections.reverse(down);
        assertThat(down).isEqualTo(said);
        assertThat(positions(ann.api().before(channel, said.get(5), 2)))
                .containsExactly(said.get(4), said.get(3));
        assertThat(positions(ann.api().after(channel, said.get(5), 2)))
                .containsExactly(said.get(6), said.get(7));
        assertThat(ann.api().after(channel, said.get(22), 10).messages()).isEmpty();
        assertThat(ann.api().before(channel, said.get(0), 10).messages()).isEmpty();
        assertThat(ann.api().latest(channel, 23).more()).isFalse();
        assertThat(ann.api().latest(channel, 22).more()).isTrue();
    }

    @Test
    void changesComeAmongTheMessagesWhenAskedFor() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.group("before", bob);
        RawSession a = ann.liveOn(1, channel);
        long first = Wire.say(a, channel, "one");
        ann.api().rename(channel, "after");
        long second = Wire.say(a, channel, "two");

        List<HistoryMessage> all = bob.history(channel, true);

        assertThat(all).hasSize(4);
        assertThat(all.get(1).position()).isEqualTo(first);
        assertThat(all.get(2).json().path("title").asText()).isEqualTo("after");
        assertThat(all.get(3).position()).isEqualTo(second);
        assertThat(positions(bob.api().latest(channel, 50))).containsExactly(second, first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/messages?limit=0",
                "/messages?limit=201",
                "/messages?limit=many",
                "/messages?before=-1",
                "/messages?after=1.5",
                "/messages?before=5&after=1",
            })
    void whatIsNoPageIsInvalid(String query) {
        Login ann = PALAVER.signUp("ann");
        String channel = ann.group("alone");

        Http.Answer answer =
                new Http(PALAVER).call("GET", "/v1/channels/" + channel + query, ann, null);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("invalid");
        assertThat(answer.json().path("field").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?cursor=nonsense", "?limit=0", "?limit=201"})
    void whatIsNoPageOfTheListIsInvalid(String query) {
        Login ann = PALAVER.signUp("ann");

        Http.Answer answer = new Http(PALAVER).call("GET", "/v1/channels" + query, ann, null);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("invalid");
    }

    private static List<Long> positions(HistoryPage page) {
        return page.messages().stream().map(HistoryMessage::position).toList();
    }
}
