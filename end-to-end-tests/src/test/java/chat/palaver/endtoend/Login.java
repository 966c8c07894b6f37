package chat.palaver.endtoend;

import static org.awaitility.Awaitility.await;

import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.api.HistoryPage;
import chat.palaver.client.api.NewChannel;
import chat.palaver.client.socket.RawSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A user on one device, and what he does with it. */
record Login(WholeSystem palaver, String username, ApiSession api) {
    static final String PASSWORD = "correct horse 7";

    String id() {
        return api.userId();
    }

    /** The same user on another device. */
    Login another(String device) {
        return palaver.logIn(username, device);
    }

    /** A welcomed session on an edge, that names no channels. */
    RawSession on(int edge) {
        return on(edge, Map.of());
    }

    /** A welcomed session on an edge. */
    RawSession on(int edge, Map<String, Long> resume) {
        RawSession session = palaver.connect(edge);
        session.hello(api.accessToken(), resume);
        session.await("welcome", Wire.PATIENCE);
        palaver.keepAlive(session);
        return session;
    }

    /** A session that is live in these channels. */
    RawSession liveOn(int edge, String... channels) {
        RawSession session = on(edge);
        for (String channel : channels) {
            session.await(Wire.caughtUp(channel), Wire.PATIENCE);
        }
        return session;
    }

    String direct(Login other) {
        return api.direct(other.id()).channelId();
    }

    String group(String title, Login... members) {
        List<String> ids = Stream.of(members).map(Login::id).toList();
        return api.create(NewChannel.of(title, ids)).channelId();
    }

    /**
     * The whole history of a channel as this user may see it, oldest first, when it holds all that
     * is in the log now: the tables may be seconds behind.
     */
    List<HistoryMessage> history(String channel, boolean changes) {
        // Who may not is told so at once.
        historyNow(channel, changes);
        RawSession asking = on(1);
        long head =
                asking.await(Wire.caughtUp(channel), Wire.PATIENCE)
                        .position("position")
                        .orElseThrow();
        asking.close();
        await().atMost(Wire.PATIENCE)
                .until(
                        () ->
                                api.history(channel, null, null, 1, true).messages().stream()
                                        .anyMatch(newest -> newest.position() >= head));
        return historyNow(channel, changes);
    }

    /** As the other, as far as the tables are. */
    List<HistoryMessage> historyNow(String channel, boolean changes) {
        List<HistoryMessage> all = new ArrayList<>();
        long after = 0;
        while (true) {
            HistoryPage page = api.history(channel, null, after, 200, changes);
            all.addAll(page.messages());
            if (!page.more()) {
                return all;
            }
            after = all.get(all.size() - 1).position();
        }
    }
}
