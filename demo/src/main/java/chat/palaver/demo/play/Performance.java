package chat.palaver.demo.play;

import chat.palaver.client.chat.ChatSession;
import chat.palaver.client.chat.SendFailed;
import chat.palaver.client.chat.Sent;
import chat.palaver.demo.check.Ledger;
import chat.palaver.demo.script.Pace;
import chat.palaver.demo.script.Script;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Plays a script on a stage. A conversation has an order: a line of a channel is sent when the one
 * before it has been answered, so that there is one order in which everybody must get them. Other
 * channels do not wait for it.
 */
public final class Performance {
    private static final Duration SEND_WITHIN = Duration.ofSeconds(60);
    private static final int MOST_UNDER_WAY = 256;
    private static final long TICK_MILLIS = 100;
    private static final long MOST_MICROS = 600_000_000;

    private final Stage stage;
    private final Script script;
    private final Ledger ledger;
    private final Events events;
    private final AtomicLongArray sentAt;
    private final Histogram delivery = new ConcurrentHistogram(MOST_MICROS, 2);
    private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
    private final Map<Room, CompletableFuture<?>> lastOf = new HashMap<>();
    private int played;
    private long tickedAt;

    /** Told what happens. */
    public interface Events {
        /** A line is durable; {@code addressee} is there when it was said to one only. */
        void said(Script.Line line, OptionalInt addressee);

        /** Some time has passed; comes ten times a second, on the thread that plays. */
        void tick(Performance soFar);
    }

    public Performance(Stage stage, Script script, Ledger ledger, Events events) {
        this.stage = stage;
        this.script = script;
        this.ledger = ledger;
        this.events = events;
        this.sentAt = new AtomicLongArray(2 * script.lines().size());
    }

    /** Notes how long a line took to a member; for the stage to call. */
    public void arrived(int line) {
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sentAt.get(line));
        delivery.recordValue(Math.max(0, Math.min(micros, MOST_MICROS)));
    }

    /** Sends everything, each line when it is due; returns when the last has been answered. */
    public void play(Pace pace) throws InterruptedException {
        List<Script.Line> lines = script.lines();
        long[] due = pace.due(lines);
        long start = System.nanoTime();
        for (int i = 0; i < due.length; i++) {
            Script.Line line = lines.get(i);
            awaitNanos(start + due[i]);
            await(lastOf.get(stage.group()));
            say(stage.group(), line, "line " + (i + 1), OptionalInt.empty());
            if (line.addressee().isPresent()) {
                Room direct = stage.direct(line.speaker(), line.addressee().getAsInt());
                say(direct, line, "line " + (i + 1) + " (direct)", line.addressee());
            }
            played = i + 1;
        }
        for (CompletableFuture<?> last : lastOf.values()) {
            await(last);
        }
    }

    private void awaitNanos(long when) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.toMillis(when - System.nanoTime());
        tick();
        while (left > 0) {
            TimeUnit.MILLISECONDS.sleep(Math.min(left, TICK_MILLIS));
            tick();
            left = TimeUnit.NANOSECONDS.toMillis(when - System.nanoTime());
        }
    }

    private void tick() {
        long now = System.nanoTime();
        if (now - tickedAt >= TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
            tickedAt = now;
            events.tick(this);
        }
    }

    private void await(CompletableFuture<?> answer) throws InterruptedException {
        while (answer != null && !answer.isDone()) {
            try {
                answer.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.TimeoutException e) {
                tick();
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private void say(Room room, Script.Line line, String label, OptionalInt addressee)
            throws InterruptedException {
        ChatSession speaker = stage.session(line.speaker());
        String id = speaker.newId();
        String sender = stage.login(line.speaker()).userId();
        int number = ledger.sending(room.number(), label, id, sender, line.text());
        underWay.acquire();
        CompletableFuture<?> before =
                lastOf.getOrDefault(room, CompletableFuture.completedFuture(null));
        CompletableFuture<?> answered =
                before.thenCompose(
                                ignored -> {
                                    sentAt.set(number, System.nanoTime());
                                    return speaker.send(
                                            id,
                                            room.channel(),
                                            line.text(),
                                            OptionalLong.empty(),
                                            SEND_WITHIN);
                                })
                        .handle(
                                (sent, failure) -> {
                                    underWay.release();
                                    note(number, sent, failure);
                                    if (failure == null) {
                                        events.said(line, addressee);
                                    }
                                    return null;
                                });
        lastOf.put(room, answered);
    }

    private void note(int number, Sent sent, Throwable failure) {
        if (failure == null) {
            ledger.answered(number, sent.position());
        } else {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            String maybe = cause instanceof SendFailed failed && failed.isUnknown() ? "maybe " : "";
            ledger.failed(number, maybe + cause.getMessage());
        }
    }

    /**
     * Waits until everybody has everything, or for as long as something still comes.
     *
     * @param patience how long nothing may come before it gives up
     */
    public void awaitDeliveries(Duration patience) throws InterruptedException {
        Ledger.Standing last = ledger.standing();
        long since = System.nanoTime();
        while (!ledger.standing().isSettled() && System.nanoTime() - since < patience.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
            tick();
            if (!ledger.standing().equals(last)) {
                last = ledger.standing();
                since = System.nanoTime();
            }
        }
    }

    /** How many lines have been sent. */
    public int played() {
        return played;
    }

    /** Microseconds from a line's sending to its arrival, over all members, up to now. */
    public Histogram delivery() {
        return delivery.copy();
    }
}
