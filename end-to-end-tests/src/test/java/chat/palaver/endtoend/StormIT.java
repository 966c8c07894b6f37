package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An edge dies, and everybody who was there comes to the other one at the same moment. */
@Order(Sequence.FAULTS)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class StormIT {
    private static final int USERS = 25;
    private static final int SESSIONS_OF_EACH = 8;
    private static final long PAUSE_MILLIS = 50;
    private static final Duration SETTLED = Duration.ofSeconds(60);

    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    private final ScheduledExecutorService mouth = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void allIsThere() {
        mouth.shutdownNow();
        PALAVER.system().restartTheDead();
    }

    /** One session of a user, and then the next; all frames of the channel, as they came. */
    private record Seat(Login user, RawSession before, AtomicReference<RawSession> after) {
        List<Frame> records(String channel) {
            List<Frame> all = new ArrayList<>(Wire.records(before, channel));
            if (after.get() != null) {
                all.addAll(Wire.records(after.get(), channel));
            }
            return all;
        }

        void comeBack(String channel) {
            List<Long> heard = Wire.positions(Wire.records(before, channel));
            Map<String, Long> resume = Map.of(channel, heard.get(heard.size() - 1));
            after.set(user.on(2, resume));
        }
    }

    @Test
    void everybodyIsCaughtUpAndNobodyMissesAnything() throws Exception {
        Login ann = PALAVER.signUp("ann");
        List<Login> users =
                IntStream.range(0, USERS).mapToObj(i -> PALAVER.signUp("user")).toList();
        String channel = ann.group("all of us", users.toArray(Login[]::new));
        RawSession a = ann.liveOn(2, channel);
        List<Seat> seats = new ArrayList<>();
        for (Login user : users) {
            for (int i = 0; i < SESSIONS_OF_EACH; i++) {
                seats.add(new Seat(user, user.liveOn(1, channel), new AtomicReference<>()));
            }
        }
        List<String> said = new ArrayList<>();
        mouth.scheduleWithFixedDelay(
                () -> {
                    said.add(Wire.newId());
                    a.sendMessage(said.get(said.size() - 1), channel, "number " + said.size());
                },
                0,
                PAUSE_MILLIS,
                TimeUnit.MILLISECONDS);
        await().atMost(SETTLED)
                .until(() -> seats.stream().allMatch(seat -> seat.records(channel).size() >= 20));

        PALAVER.system().kill("edge-1");
        CompletableFuture.allOf(
                        seats.stream()
                                .map(
                                        seat ->
                                                seat.before()
                                                        .closed()
                                                        .thenRunAsync(
                                                                () -> seat.comeBack(channel),
                                                                Executors.newCachedThreadPool()))
                                .toArray(CompletableFuture[]::new))
                .get(SETTLED.toSeconds(), TimeUnit.SECONDS);
        seats.forEach(seat -> seat.after().get().await(Wire.caughtUp(channel), SETTLED));
        mouth.shutdown();
        assertThat(mouth.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        await().atMost(SETTLED).until(() -> a.frames("sent").size() == said.size());
        await().atMost(SETTLED).until(() -> Wire.messages(a, channel).size() == said.size());
        List<Long> positions = Wire.positions(Wire.records(a, channel));
        long last = positions.get(positions.size() - 1);
        for (Seat seat : seats) {
            RawSession after = seat.after().get();
            after.await(frame -> frame.position("position").orElse(0) == last, SETTLED);
            List<Long> heard = Wire.positions(seat.records(channel));
            int from = positions.indexOf(heard.get(0));
            assertThat(heard).isEqualTo(positions.subList(from, positions.size()));
            assertThat(after.frames("caughtUp")).hasSize(1);
            assertThat(after.frames("error")).isEmpty();
        }
    }
}
