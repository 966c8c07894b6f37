package chat.palaver.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.edge.feed.EncodedFrame;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queues of connections that read nothing, and what they hold together. */
class SocketSinkTest {
    private static final int SIZE = 100;
    private static final int QUEUE = 10 * SIZE;

    private int connections = 2;
    private final OutgoingBudget budget = new OutgoingBudget(6 * SIZE, () -> connections);
    private final Flusher flusher = new Flusher(Thread::new);
    private final Deaf first = new Deaf();
    private final Deaf second = new Deaf();

    @Test
    void closesWhoWouldHoldMoreThanHisShareWhenAllTogetherHoldTooMuch() {
        send(first, 4);
        send(second, 2);
        assertThat(budget.taken()).isEqualTo(6 * SIZE);

        send(second, 1);
        assertThat(second.closed).isFalse();

        send(first, 1);
        assertThat(first.closed).isTrue();
        assertThat(second.closed).isFalse();
    }

    @Test
    void countsAFrameOnceHoweverManyWaitForIt() {
        EncodedFrame shared = frame();

        first.sink.send(shared);
        second.sink.send(shared);

        assertThat(budget.taken()).isEqualTo(SIZE);
        first.takeOne();
        assertThat(budget.taken()).isEqualTo(SIZE);
        second.takeOne();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void saysWhenAFrameIsWrittenAndNotWhenItIsLost() {
        int[] written = {0};
        EncodedFrame told = frame().telling(() -> written[0]++);
        first.sink.send(told);
        second.sink.send(told);

        first.takeOne();
        second.writes.removeFirst().failed(new IllegalStateException("gone"));

        assertThat(written[0]).isEqualTo(1);
    }

    @Test
    void givesBackWhatWaitedForAConnectionThatIsGone() {
        send(first, 3);

        first.writes.removeFirst().failed(new IllegalStateException("gone"));
        send(first, 1);

        assertThat(budget.taken()).isZero();
        assertThat(first.sink.queuedBytes()).isZero();
    }

    @Test
    void closesWhoLetsMoreWaitThanItsOwnBound() {
        connections = 1;
        OutgoingBudget large = new OutgoingBudget(100 * SIZE, () -> connections);
        Deaf alone = new Deaf(large);

        send(alone, 10);
        assertThat(alone.closed).isFalse();
        send(alone, 1);

        assertThat(alone.closed).isTrue();
        assertThat(large.taken()).isEqualTo(SIZE);
    }

    @Test
    void writesNothingBehindWhatItDropped() {
        flusher.taskDone();
        OutgoingBudget large = new OutgoingBudget(100 * SIZE, () -> connections);
        Deaf alone = new Deaf(large);

        send(alone, QUEUE / SIZE + 1);
        assertThat(alone.closed).as("at once, not when the task ends").isTrue();
        send(alone, 1);
        flusher.taskDone();

        assertThat(alone.writes).isEmpty();
        assertThat(large.taken()).isZero();
    }

    @AfterEach
    void close() {
        flusher.close();
    }

    @Test
    void writesTogetherWhatOneTaskQueued() {
        flusher.taskDone();

        send(first, 3);
        assertThat(first.writes).isEmpty();
        flusher.taskDone();

        assertThat(first.batched).isEqualTo(2);
        assertThat(first.writes).hasSize(1);
        first.takeOne();
        assertThat(budget.taken()).isZero();
        assertThat(first.sink.queuedBytes()).isZero();
    }

    @Test
    void writesNoMoreTogetherThanItsBound() {
        flusher.taskDone();
        OutgoingBudget large = new OutgoingBudget(1_000 * SIZE, () -> connections);
        Deaf many = new Deaf(large, 1_000 * SIZE);

        send(many, SocketSink.MOST_TOGETHER + 1);
        flusher.taskDone();
        assertThat(many.batched).isEqualTo(SocketSink.MOST_TOGETHER - 1);
        many.takeOne();

        assertThat(many.writes).as("the one that is left follows by itself").hasSize(1);
        assertThat(large.taken()).isEqualTo(SIZE);
    }

    @Test
    void doesNotWaitForTheEndOfATaskWithVeryManyConnections() {
        flusher.taskDone();
        List<Deaf> all = new ArrayList<>();
        for (int i = 0; i < Flusher.MOST_WAITING; i++) {
            all.add(new Deaf());
        }
        EncodedFrame shared = frame();

        all.forEach(one -> one.sink.send(shared));

        assertThat(all).allSatisfy(one -> assertThat(one.writes).hasSize(1));
    }

    @Test
    void writesBesideTheLoopWhatGoesToMany() {
        flusher.taskDone();

        first.sink.sendAmongMany(frame());

        await().untilAsserted(() -> assertThat(first.writes).hasSize(1));
    }

    @Test
    void pausesBetweenPiecesOfWhatGoesToManyAndWritesAll() {
        int pieces = 3;
        Semaphore pauses = new Semaphore(0);
        try (Flusher pacing = new Flusher(Thread::new, pauses::acquireUninterruptibly)) {
            List<Deaf> all = new ArrayList<>();
            for (int i = 0; i < pieces * Flusher.PIECE; i++) {
                all.add(new Deaf(pacing));
            }
            EncodedFrame shared = frame();
            all.forEach(one -> one.sink.sendAmongMany(shared));

            for (int piece = 1; piece <= pieces; piece++) {
                await().until(pauses::hasQueuedThreads);
                assertThat(written(all)).isEqualTo(piece * Flusher.PIECE);
                pauses.release();
            }
        }
    }

    @Test
    void writesLargerPiecesWhenVeryManyWait() {
        int many = 3 * Flusher.PIECE * Flusher.PAUSES;
        Semaphore pauses = new Semaphore(0);
        try (Flusher pacing = new Flusher(Thread::new, pauses::acquireUninterruptibly)) {
            List<Deaf> all = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                all.add(new Deaf(pacing));
            }
            EncodedFrame shared = frame();
            all.forEach(one -> one.sink.sendAmongMany(shared));
            await().until(pauses::hasQueuedThreads);
            long first = written(all);

            pauses.release();
            await().until(() -> pauses.hasQueuedThreads() && written(all) > first);

            assertThat(written(all) - first).isEqualTo((many - first) / Flusher.PAUSES);
            pauses.release(many);
            await().until(() -> written(all) == many);
        }
    }

    private static long written(List<Deaf> all) {
        return all.stream().filter(one -> !one.writes.isEmpty()).count();
    }

    private static void send(Deaf to, int frames) {
        for (int i = 0; i < frames; i++) {
            to.sink.send(frame());
        }
    }

    private static EncodedFrame frame() {
        return new EncodedFrame(new byte[SIZE]);
    }

    private final class Deaf extends CoreSession.Empty {
        private final Deque<Callback> writes = new ConcurrentLinkedDeque<>();
        private final SocketSink sink;
        private volatile boolean closed;
        private int batched;

        Deaf() {
            this(budget);
        }

        Deaf(OutgoingBudget of) {
            this(of, QUEUE);
        }

        Deaf(OutgoingBudget of, int most) {
            this(of, most, flusher);
        }

        Deaf(Flusher by) {
            this(new OutgoingBudget(1_000 * SIZE, () -> connections), QUEUE, by);
        }

        private Deaf(OutgoingBudget of, int most, Flusher by) {
            sink = new SocketSink(this, most, of, by, () -> closed = true);
        }

        void takeOne() {
            writes.removeFirst().succeeded();
        }

        @Override
        public void sendFrame(Frame frame, Callback callback, boolean batch) {
            if (batch) {
                batched++;
            } else {
                writes.addLast(callback);
            }
        }
    }
}
