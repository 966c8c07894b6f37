package chat.palaver.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.TopicSettings;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Interest;
import chat.palaver.schemas.proto.Signal;
import chat.palaver.schemas.proto.UserEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogAppenderTest {
    private static final Topics TOPICS = Topics.of(TopicSettings.development("t."));

    private final GatedProducer producer = new GatedProducer();
    private final AtomicLong nanos = new AtomicLong();
    private final Seen watch = new Seen();
    private final LogAppender appender =
            new LogAppender(producer, new GatedProducer(), TOPICS, 4, watch, nanos::get);

    @AfterEach
    void close() {
        producer.gate.countDown();
        appender.close();
    }

    @Test
    void placesRecordInThePartitionOfItsChannelAndSaysWhereItLies() {
        producer.gate.countDown();
        ChannelRecord record = message(Ids.newChannel());

        CompletableFuture<Appended> appended = appender.append(record);
        acknowledgeNext();

        int partition = TOPICS.partitionOf(record.getChannelId());
        assertThat(appended.join().position()).isEqualTo(Position.of(0, appended.join().offset()));
        ProducerRecord<String, byte[]> sent = producer.history().get(0);
        assertThat(sent.topic()).isEqualTo("t.channel.shared");
        assertThat(sent.partition()).isEqualTo(partition);
        assertThat(sent.key()).isEqualTo(record.getChannelId());
        assertThat(sent.value()).isEqualTo(record.toByteArray());
    }

    @Test
    void keysInterestByEdgeAndOthersByWhomTheyConcern() {
        producer.gate.countDown();
        Interest interest = Interest.newBuilder().setEdge(Ids.newEdge()).build();
        UserEvent event = UserEvent.newBuilder().setUserId(Ids.newUser()).build();
        Signal signal = Signal.newBuilder().setChannelId(Ids.newChannel()).build();

        appender.interest(TOPICS.userEvents(), 3, interest);
        appender.userEvent(event);
        appender.signal(signal);

        await().until(() -> producer.history().size() == 3);
        assertThat(producer.history())
                .extracting(ProducerRecord::topic, ProducerRecord::key, ProducerRecord::partition)
                .containsExactly(
                        tuple("t.user-events", interest.getEdge(), 3),
                        tuple(
                                "t.user-events",
                                event.getUserId(),
                                TOPICS.partitionOf(event.getUserId())),
                        tuple(
                                "t.signals",
                                signal.getChannelId(),
                                TOPICS.partitionOf(signal.getChannelId())));
    }

    @Test
    void saysHowLongATimedAppendWaitedAndTook() {
        nanos.set(1_000);
        appender.append(message(Ids.newChannel()), 400);
        appender.append(message(Ids.newChannel()));
        await().until(() -> producer.entered.getCount() == 0);
        producer.gate.countDown();
        await().until(() -> producer.history().size() == 2);
        nanos.set(3_000);
        acknowledgeNext();
        acknowledgeNext();

        assertThat(watch.waited).containsExactly(600L);
        assertThat(watch.took).containsExactly(2_000L);
    }

    @Test
    void neverBlocksItsCallerAndRefusesWhatIsOverItsBound() {
        String channel = Ids.newChannel();
        for (int i = 0; i < 4; i++) {
            assertThat(appender.append(message(channel))).isNotDone();
        }

        CompletableFuture<Appended> fifth = appender.append(message(channel));

        assertThat(fifth).isCompletedExceptionally();
        assertThat(failureOf(fifth)).isInstanceOf(Unavailable.class);
        assertThat(appender.inFlight()).isEqualTo(4);
    }

    @Test
    void takesMoreWhenOneIsAcknowledged() {
        producer.gate.countDown();
        String channel = Ids.newChannel();
        for (int i = 0; i < 4; i++) {
            appender.append(message(channel));
        }
        acknowledgeNext();

        assertThat(appender.append(message(channel))).isNotCompletedExceptionally();
    }

    @Test
    void failsWhatWaitedTooLongWithoutSendingIt() {
        String channel = Ids.newChannel();
        appender.append(message(channel));
        await().until(() -> producer.entered.getCount() == 0);
        CompletableFuture<Appended> late = appender.append(message(channel));

        nanos.addAndGet(LogAppender.MAX_WAIT.toNanos() + 1);
        producer.gate.countDown();

        await().until(late::isDone);
        assertThat(failureOf(late)).isInstanceOf(Unavailable.class);
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void tellsARecordTheLogCanNeverTakeFromAnOutage() {
        producer.gate.countDown();
        CompletableFuture<Appended> large = appender.append(message(Ids.newChannel()));
        await().until(() -> producer.errorNext(new RecordTooLargeException("2 MB")));
        CompletableFuture<Appended> cut = appender.append(message(Ids.newChannel()));
        await().until(() -> producer.errorNext(new TimeoutException("no leader")));

        assertThat(failureOf(large)).isInstanceOf(TooLarge.class);
        assertThat(failureOf(cut)).isInstanceOf(Unavailable.class);
    }

    @Test
    void failsWhenThrownAtBySend() {
        producer.gate.countDown();
        producer.sendException = new TimeoutException("no metadata");

        CompletableFuture<Appended> failed = appender.append(message(Ids.newChannel()));

        await().until(failed::isDone);
        assertThat(failureOf(failed)).isInstanceOf(Unavailable.class);
        assertThat(appender.inFlight()).isZero();
    }

    @Test
    void refusesWhenClosed() {
        producer.gate.countDown();
        appender.close();

        assertThat(appender.append(message(Ids.newChannel()))).isCompletedExceptionally();
    }

    private void acknowledgeNext() {
        await().until(producer::completeNext);
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        return future.handle((value, failure) -> failure).join();
    }

    private static ChannelRecord message(String channel) {
        return Commands.message(channel, Ids.newUser(), "id", "hello", Position.NONE);
    }

    private static final class Seen implements AppendWatch {
        final List<Long> waited = new CopyOnWriteArrayList<>();
        final List<Long> took = new CopyOnWriteArrayList<>();

        @Override
        public void handedOver(long nanos) {
            waited.add(nanos);
        }

        @Override
        public void acknowledged(long nanos, long logMillis) {
            took.add(nanos);
        }
    }

    /** Lets {@code send} return only when its gate is open, as when metadata is missing. */
    private static final class GatedProducer extends MockProducer<String, byte[]> {
        final CountDownLatch gate = new CountDownLatch(1);
        final CountDownLatch entered = new CountDownLatch(1);

        GatedProducer() {
            super(false, null, new StringSerializer(), new ByteArraySerializer());
        }

        // Not synchronized: the test must be able to look while a send hangs.
        @Override
        public Future<RecordMetadata> send(
                ProducerRecord<String, byte[]> record, Callback callback) {
            entered.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.send(record, callback);
        }
    }
}
