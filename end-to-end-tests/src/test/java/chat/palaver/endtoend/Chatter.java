package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.chat.ChatListener;
import chat.palaver.client.chat.ChatMessage;
import chat.palaver.client.chat.ChatSession;
import chat.palaver.client.chat.ChatSettings;
import chat.palaver.client.chat.Gateway;
import chat.palaver.client.chat.MemoryPositions;
import chat.palaver.client.chat.Sent;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * Two users who talk without a pause through the SDK, one on each edge if it can be had, and who
 * know what they said: every message has to reach both, once and in order, whatever happens to the
 * system meanwhile.
 */
final class Chatter implements AutoCloseable {
    private static final Duration SETTLED = Duration.ofSeconds(90);
    private static final long PAUSE_MILLIS = 20;

    private final Login ann;
    private final Login bob;
    private final String channel;
    private final Ear annsEar = new Ear();
    private final Ear bobsEar = new Ear();
    private final ChatSession annsChat;
    private final ChatSession bobsChat;
    private final Queue<CompletableFuture<Sent>> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger said = new AtomicInteger();
    private final ScheduledExecutorService mouth = Executors.newSingleThreadScheduledExecutor();

    private static final class Ear implements ChatListener {
        private final Queue<ChatMessage> heard = new ConcurrentLinkedQueue<>();
        private volatile boolean live;

        @Override
        public void onMessage(ChatMessage message) {
            heard.add(message);
        }

        @Override
        public void onCaughtUp(String channel, long position) {
            live = true;
        }

        List<Long> positions() {
            return heard.stream().map(ChatMessage::position).toList();
        }
    }

    private Chatter(WholeSystem palaver, BiFunction<Login, Login, String> meeting) {
        ann = palaver.signUp("ann");
        bob = palaver.signUp("bob");
        channel = meeting.apply(ann, bob);
        annsChat = chat(palaver, ann, 1, annsEar);
        bobsChat = chat(palaver, bob, 2, bobsEar);
    }

    /** Two users who have begun to talk. */
    static Chatter begin(WholeSystem palaver) {
        return begin(palaver, Login::direct);
    }

    /** As the other, in a group of which Ann is the owner. */
    static Chatter beginInGroup(WholeSystem palaver) {
        return begin(palaver, (ann, bob) -> ann.group("chatter", bob));
    }

    private static Chatter begin(WholeSystem palaver, BiFunction<Login, Login, String> meeting) {
        Chatter chatter = palaver.closing(new Chatter(palaver, meeting));
        await().atMost(SETTLED).until(() -> chatter.annsEar.live && chatter.bobsEar.live);
        chatter.mouth.scheduleWithFixedDelay(
                chatter::sayOne, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        chatter.hearMore(20);
        return chatter;
    }

    /** Ann prefers edge 1, Bob edge 2; both go where they can. */
    private static ChatSession chat(WholeSystem palaver, Login who, int preferred, Ear ear) {
        URI first = palaver.system().edge(preferred);
        URI second = palaver.system().edge(3 - preferred);
        Gateway login = Gateway.of(who.api());
        Gateway gateway =
                new Gateway() {
                    @Override
                    public String token() {
                        return login.token();
                    }

                    @Override
                    public String presentToken() {
                        return login.presentToken();
                    }

                    @Override
                    public String replacementOf(String refused) {
                        return login.replacementOf(refused);
                    }

                    @Override
                    public List<URI> edges() {
                        return List.of(first, second);
                    }
                };
        return new ChatSession(
                gateway,
                palaver.sockets(),
                ChatSettings.defaults().withBackoff(Duration.ofMillis(100), Duration.ofSeconds(1)),
                new MemoryPositions(),
                ear,
                new SecureRandom());
    }

    private void sayOne() {
        int number = said.getAndIncrement();
        ChatSession speaker = number % 2 == 0 ? annsChat : bobsChat;
        answers.add(speaker.send(channel, "number " + number));
    }

    String channel() {
        return channel;
    }

    Login ann() {
        return ann;
    }

    /** Waits until both have heard so many more than now. */
    void hearMore(int count) {
        int annsNow = annsEar.heard.size();
        int bobsNow = bobsEar.heard.size();
        await().atMost(SETTLED)
                .until(
                        () ->
                                annsEar.heard.size() >= annsNow + count
                                        && bobsEar.heard.size() >= bobsNow + count);
    }

    /** Talks on for this long at least; without a pause both hear, and are answered. */
    void talkFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            long answered = answered();
            hearMore(10);
            await().atMost(SETTLED).until(() -> answered() >= answered + 10);
        }
    }

    private long answered() {
        return answers.stream()
                .filter(answer -> answer.isDone() && !answer.isCompletedExceptionally())
                .count();
    }

    /** Where what Ann has heard stands. */
    List<Long> positions() {
        return annsEar.positions();
    }

    /**
     * Falls silent and checks: every send was answered with its one position, both heard every
     * message once and in order, without a gap, and the history says the same.
     */
    void endsWell() throws Exception {
        mouth.shutdown();
        assertThat(mouth.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        List<Long> positions = new ArrayList<>();
        for (CompletableFuture<Sent> answer : answers) {
            positions.add(answer.get(SETTLED.toSeconds(), TimeUnit.SECONDS).position());
        }
        positions.sort(null);
        assertThat(positions).hasSize(said.get()).doesNotHaveDuplicates();
        for (Ear ear : List.of(annsEar, bobsEar)) {
            await().atMost(SETTLED)
                    .untilAsserted(() -> assertThat(ear.positions()).isEqualTo(positions));
        }
        assertThat(annsChat.statistics().gaps()).isZero();
        assertThat(bobsChat.statistics().gaps()).isZero();
        List<String> texts = bobsEar.heard.stream().map(ChatMessage::text).toList();
        assertThat(texts).doesNotHaveDuplicates();
        await().atMost(SETTLED).untilAsserted(() -> assertThat(history()).isEqualTo(texts));
    }

    private List<String> history() {
        return ann.historyNow(channel, false).stream().map(HistoryMessage::text).toList();
    }

    @Override
    public void close() {
        mouth.shutdownNow();
        annsChat.close();
        bobsChat.close();
    }
}
