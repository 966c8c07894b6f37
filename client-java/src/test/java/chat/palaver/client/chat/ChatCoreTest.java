package chat.palaver.client.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.client.socket.Frame;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The core against a scripted edge, and against a small model of one that loses connections. */
class ChatCoreTest {
    private static final String ME = "u_me";

    private final List<String> written = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<DisconnectCause> drops = new ArrayList<>();
    private final Map<String, Long> saved = new LinkedHashMap<>();
    private final ChatCore core = core(Map.of("c", 5L));

    private ChatCore core(Map<String, Long> positions) {
        return new ChatCore(
                new Recorder(),
                ChatSettings.defaults(),
                new ReconnectPolicy(Duration.ofMillis(1), Duration.ofMillis(8), new Random(1)),
                positions);
    }

    private void frame(String json) {
        core.frame(new Frame(json.replace('\'', '"'), 0), 0);
    }

    private void welcome() {
        core.hello("t");
        frame("{'type':'welcome','userId':'" + ME + "','heartbeatSeconds':20}");
    }

    private void message(long position, long prev, String id, String sender) {
        frame(
                "{'type':'message','channel':'c','position':'%d','prev':'%d','id':'%s','sender':'%s','text':'x'}"
                        .formatted(position, prev, id, sender));
    }

    private CompletableFuture<Sent> send(String id) {
        CompletableFuture<Sent> answer = new CompletableFuture<>();
        core.submit(new Outgoing(id, "c", "send " + id, 1_000_000_000, answer), 0);
        return answer;
    }

    @Test
    void resumesFromWhatItHasSeen() {
        welcome();
        message(6, 5, "a", "u_2");
        core.lost();

        assertThat(core.hello("t2"))
                .isEqualTo("{\"type\":\"hello\",\"token\":\"t2\",\"resume\":{\"c\":\"6\"}}");
        assertThat(saved).containsEntry("c", 6L);
    }

    @Test
    void neverDeliversPastAGapButReconnects() {
        welcome();
        message(8, 7, "b", "u_2");
        message(9, 8, "c", "u_2");

        assertThat(drops).containsExactly(DisconnectCause.GAP);
        assertThat(told).containsExactly("ONLINE", "gap 5-8 false");
        assertThat(core.statistics(Map.of()).gaps()).isEqualTo(1);
    }

    @Test
    void goesOnWithoutWhatReconnectingDoesNotBringAndSaysSo() {
        for (int i = 0; i < 4; i++) {
            welcome();
            message(8, 7, "b", "u_2");
            core.lost();
        }

        assertThat(drops).hasSize(3);
        assertThat(told).endsWith("gap 5-8 true", "message 8");
    }

    @Test
    void caughtUpBeyondWhatCameIsAGap() {
        welcome();
        frame("{'type':'caughtUp','channel':'c','position':'6'}");

        assertThat(drops).containsExactly(DisconnectCause.GAP);
    }

    @Test
    void anOwnRecordThatCameBackSettlesItsSend() {
        welcome();
        CompletableFuture<Sent> answer = send("a");
        core.lost();
        welcome();
        message(6, 5, "a", ME);
        frame("{'type':'caughtUp','channel':'c','position':'6'}");

        assertThat(answer.join().position()).isEqualTo(6);
        assertThat(written).containsExactly("send a");
    }

    @Test
    void somebodyElsesRecordWithTheSameIdSettlesNothing() {
        welcome();
        CompletableFuture<Sent> answer = send("a");
        message(6, 5, "a", "u_2");

        assertThat(answer).isNotDone();
    }

    @Test
    void repeatsWhatDidNotComeBackOnlyWhenCaughtUp() {
        welcome();
        send("a");
        core.lost();
        welcome();
        assertThat(written).hasSize(1);
        frame("{'type':'caughtUp','channel':'c','position':'5'}");

        assertThat(written).containsExactly("send a", "send a");
    }

    @Test
    void triesAgainAfterUnavailableAndFailsOnRefusal() {
        welcome();
        CompletableFuture<Sent> answer = send("a");
        frame("{'type':'error','code':'unavailable','detail':'','id':'a','retryAfterMs':2}");
        core.tick(1_999_999);
        assertThat(written).hasSize(1);
        core.tick(2_000_000);
        assertThat(written).hasSize(2);
        frame("{'type':'error','code':'not_allowed','detail':'no','id':'a'}");

        assertThat(answer).isCompletedExceptionally();
        assertThat(answer.handle((ok, e) -> ((SendFailed) e).code()).join())
                .isEqualTo("not_allowed");
    }

    @Test
    void leavingEndsTheChainAndJoiningStartsANewOne() {
        welcome();
        CompletableFuture<Sent> answer = send("a");
        frame(
                "{'type':'channel','channelId':'c','reason':'removed','left':true,'user':'u_me','position':'6','prev':'5'}");
        assertThat(answer).isCompletedExceptionally();
        assertThat(saved).doesNotContainKey("c");
        frame(
                "{'type':'channel','channelId':'c','role':'member','reason':'added','user':'u_me','position':'20','prev':'19'}");
        message(21, 20, "b", "u_2");

        assertThat(drops).isEmpty();
        assertThat(told).endsWith("channel removed", "channel added", "message 21");
    }

    @Test
    void isToldOnceOfARemovalLongPast() {
        welcome();
        String left =
                "{'type':'channel','channelId':'c','reason':'left','left':true,'position':'5','prev':'0'}";
        frame(left);
        frame(left);

        assertThat(told).containsExactly("ONLINE", "channel left");
        core.lost();
        assertThat(core.hello("t")).doesNotContain("resume");
    }

    @Test
    void anothersJoiningStandsInTheChain() {
        welcome();
        frame(
                "{'type':'channel','channelId':'c','role':'member','reason':'added','user':'u_2','position':'9','prev':'8'}");

        assertThat(drops).containsExactly(DisconnectCause.GAP);
    }

    @Test
    void saysAgainAtEachConnectionWhatTheEdgeForgets() {
        core.watch(List.of("u_2"));
        core.state(true);
        core.markRead("c", 5);
        core.markRead("c", 4);
        welcome();
        assertThat(written)
                .containsExactly(
                        "{\"type\":\"watch\",\"users\":[\"u_2\"]}",
                        "{\"type\":\"state\",\"active\":true}",
                        "{\"type\":\"read\",\"channel\":\"c\",\"position\":\"5\"}");
        frame("{'type':'read','channel':'c','user':'u_me','position':'5'}");
        core.lost();
        written.clear();
        welcome();

        assertThat(written).hasSize(2);
    }

    @Test
    void watchesNoMoreThanTheLimit() {
        List<String> users = new ArrayList<>();
        for (int i = 0; i < ChatCore.WATCHED_USERS; i++) {
            users.add("u_" + i);
        }

        assertThat(core.watch(users)).isTrue();
        assertThat(core.watch(List.of("u_0"))).isTrue();
        assertThat(core.watch(List.of("u_one_more"))).isFalse();
    }

    @Test
    void ignoresWhatItDoesNotKnowAndWhatIsNotJson() {
        welcome();
        frame("{'type':'hologram','channel':'c'}");
        frame("nonsense");
        frame("[]");
        frame("{'type':'message','channel':'c'}");

        assertThat(drops).isEmpty();
        assertThat(told).containsExactly("ONLINE");
    }

    @Test
    void deliversEveryRecordOnceAndSendsEachMessageOnceOverAnyConnection() {
        for (long seed = 1; seed <= 300; seed++) {
            new Model(seed).run();
        }
    }

    private final class Recorder implements ChatCore.Effects {
        private final Teller teller = new Teller(told);

        @Override
        public void write(String frame) {
            written.add(frame);
        }

        @Override
        public void tell(Consumer<ChatListener> event) {
            event.accept(teller);
        }

        @Override
        public void reached(String channel, long position) {
            saved.put(channel, position);
        }

        @Override
        public void forgotten(String channel) {
            saved.remove(channel);
        }

        @Override
        public void settle(Runnable completion) {
            completion.run();
        }

        @Override
        public void drop(DisconnectCause cause) {
            drops.add(cause);
        }

        @Override
        public void moveOn(Duration after, String url) {}
    }

    private record Teller(List<String> told) implements ChatListener {
        @Override
        public void onMessage(ChatMessage message) {
            told.add("message " + message.position());
        }

        @Override
        public void onChannel(ChannelChange change) {
            told.add("channel " + change.reason());
        }

        @Override
        public void onConnection(ConnectionState state) {
            told.add(state.name());
        }

        @Override
        public void onGap(Gap gap) {
            told.add("gap " + gap.last() + "-" + gap.found() + " " + gap.accepted());
        }
    }

    /**
     * One channel, an edge that appends what it is sent, answers late or never, repeats and loses
     * frames at the cut of a connection, and recognises no copies at all: a send that is written
     * twice after it landed would be in the log twice.
     */
    private static final class Model implements ChatCore.Effects {
        private final long seed;
        private final Random random;
        private final List<String> log = new ArrayList<>();
        private final List<String> delivered = new ArrayList<>();
        private final List<String> incoming = new ArrayList<>();
        private final List<CompletableFuture<Sent>> answers = new ArrayList<>();
        private final ChatCore core;
        private long now;
        private int pushed;
        private boolean open;
        private boolean broken;

        private Model(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.core =
                    new ChatCore(
                            this,
                            ChatSettings.defaults(),
                            new ReconnectPolicy(Duration.ofMillis(1), Duration.ofMillis(2), random),
                            Map.of("c", 0L));
        }

        private void run() {
            for (int step = 0; step < 400; step++) {
                now++;
                act(random.nextInt(10));
                cutIfBroken();
            }
            for (int step = 0; step < 2_000; step++) {
                now++;
                connect();
                deliver();
                core.tick(now);
                cutIfBroken();
            }
            assertThat(delivered).as("seed %d", seed).isEqualTo(log);
            assertThat(log).as("seed %d", seed).doesNotHaveDuplicates();
            assertThat(answers).as("seed %d", seed).allMatch(CompletableFuture::isDone);
            for (int i = 0; i < answers.size(); i++) {
                long position = answers.get(i).join().position();
                assertThat(log.get((int) position - 1)).as("seed %d", seed).isEqualTo("m" + i);
            }
        }

        private void act(int choice) {
            switch (choice) {
                case 0, 1 -> connect();
                case 2 -> cut();
                case 3, 4 -> submit();
                case 5 -> log.add("other" + log.size());
                default -> deliver();
            }
        }

        private void connect() {
            if (open) {
                return;
            }
            open = true;
            JsonNode hello = new Frame(core.hello("t"), 0).json();
            int from = hello.path("resume").path("c").asInt();
            incoming.clear();
            incoming.add("{\"type\":\"welcome\",\"userId\":\"me\"}");
            for (pushed = from; pushed < log.size(); pushed++) {
                incoming.add(record(pushed));
            }
            incoming.add(
                    "{\"type\":\"caughtUp\",\"channel\":\"c\",\"position\":\"%d\"}"
                            .formatted(log.size()));
        }

        private String record(int index) {
            String id = log.get(index);
            String sender = id.startsWith("m") ? "me" : "u_2";
            return ("{\"type\":\"message\",\"channel\":\"c\",\"position\":\"%d\",\"prev\":\"%d\","
                            + "\"id\":\"%s\",\"sender\":\"%s\",\"text\":\"\"}")
                    .formatted(index + 1, index, id, sender);
        }

        private void cut() {
            open = false;
            incoming.clear();
            core.lost();
        }

        private void submit() {
            CompletableFuture<Sent> answer = new CompletableFuture<>();
            String id = "m" + answers.size();
            answers.add(answer);
            core.submit(new Outgoing(id, "c", id, now + 1_000_000_000_000L, answer), now);
        }

        /** The edge pushes what is new in the log and the client reads one frame, perhaps twice. */
        private void deliver() {
            if (!open) {
                return;
            }
            for (; pushed < log.size(); pushed++) {
                incoming.add(record(pushed));
            }
            if (!incoming.isEmpty()) {
                Frame next = new Frame(incoming.remove(0), 0);
                core.frame(next, now);
                if (random.nextInt(5) == 0) {
                    core.frame(next, now);
                }
            }
        }

        @Override
        public void write(String id) {
            // Written is not received: the cut may come first, and then nothing was appended.
            if (!broken && random.nextInt(4) > 0) {
                log.add(id);
            } else {
                broken = true;
            }
        }

        private void cutIfBroken() {
            if (broken) {
                broken = false;
                cut();
            }
        }

        @Override
        public void tell(Consumer<ChatListener> event) {
            event.accept(
                    new ChatListener() {
                        @Override
                        public void onMessage(ChatMessage message) {
                            delivered.add(message.id());
                        }
                    });
        }

        @Override
        public void reached(String channel, long position) {}

        @Override
        public void forgotten(String channel) {}

        @Override
        public void settle(Runnable completion) {
            completion.run();
        }

        @Override
        public void drop(DisconnectCause cause) {
            throw new AssertionError("seed " + seed + " dropped for " + cause);
        }

        @Override
        public void moveOn(Duration after, String url) {}
    }
}
