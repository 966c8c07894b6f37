package chat.palaver.sink;

import static chat.palaver.sink.Installation.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.ingest.Commands;
import chat.palaver.kit.kafka.KafkaSettings;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.store.ChannelHead;
import chat.palaver.store.ChannelVersion;
import chat.palaver.store.MessageRow;
import chat.palaver.store.OwnLog;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** One channel as its members' edges append to it, and what must have become of it. */
final class Room {
    private static final Duration LONG = Duration.ofSeconds(60);

    final Chat chat;
    private final Installation here;
    private long epoch;

    Room(Installation here, Chat chat) {
        this.here = here;
        this.chat = chat;
    }

    int partition() {
        return here.topics.partitionOf(chat.channel);
    }

    LogPlace place() {
        return place(epoch);
    }

    LogPlace place(long at) {
        return new LogPlace(chat.channel, at);
    }

    /** As an edge that knows of the last move awaited here. */
    long append(ChannelRecord record) throws Exception {
        return append(epoch, record);
    }

    /** As an edge that knows of another. */
    long append(long at, ChannelRecord record) throws Exception {
        return append(place(at), Commands.at(at, record).toByteArray());
    }

    long append(LogPlace place, byte[] value) throws Exception {
        return append(place, chat.channel, value);
    }

    long append(LogPlace place, String key, byte[] value) throws Exception {
        RecordMetadata at =
                here.producer
                        .send(
                                new ProducerRecord<>(
                                        here.topics.logOf(place),
                                        here.topics.logPartitionOf(place),
                                        key,
                                        value))
                        .get();
        return Position.of(place.epoch(), at.offset());
    }

    void appendMarker(long at) throws Exception {
        append(place(at), Commands.logMoved(place(at)).toByteArray());
    }

    /** The end of a stretch, if it is in the log. */
    Optional<ConsumerRecord<String, byte[]>> marker(long at) {
        byte[] wanted = Commands.logMoved(place(at)).toByteArray();
        return read(place(at)).stream()
                .filter(record -> Arrays.equals(record.value(), wanted))
                .findFirst();
    }

    /** As a sink that died just then. */
    void writeVersion(long at) {
        ChannelVersion last = done(here.store.channels().latest(chat.channel)).orElseThrow();
        done(
                here.store
                        .channels()
                        .write(
                                new ChannelVersion(
                                        chat.channel,
                                        Position.beforeEpoch(at),
                                        last.kind(),
                                        last.title(),
                                        "",
                                        last.timeMillis(),
                                        last.deleted(),
                                        last.log())));
    }

    /** What has been said, as far as it is in the tables. */
    List<String> texts() throws Exception {
        List<String> texts = new ArrayList<>();
        for (MessageRow row : rows()) {
            texts.add(ChannelRecord.parseFrom(row.record()).getMessage().getText());
        }
        return texts;
    }

    private List<MessageRow> rows() {
        return done(here.store.messages().after(chat.channel, 0, Long.MAX_VALUE, 1_000)).rows();
    }

    /** Waits until the tables know of a stretch; from then on it is appended to. */
    void awaitEpoch(long wanted) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> tablesEpoch() >= wanted || here.failure.get() != null);
        assertThat(here.failure.get()).isNull();
        assertThat(tablesEpoch()).isEqualTo(wanted);
        epoch = wanted;
    }

    long tablesEpoch() {
        return done(here.store.channelProgress().place(chat.channel)).epoch();
    }

    void awaitTopic(long at) {
        await().atMost(LONG).until(() -> here.ownTopics().contains(place(at)));
    }

    Optional<OwnLog> row() {
        return done(here.store.ownLogs().of(partition())).stream()
                .filter(row -> row.channelId().equals(chat.channel))
                .findFirst();
    }

    /** Whether all that lies in a place now is in the tables. */
    boolean isWritten(LogPlace place) {
        return done(here.store.channelProgress().next(here.topics, place)) >= end(place);
    }

    /** Waits until all is written, and holds the tables to what the fold makes of the logs. */
    void assertTablesAreTheFold() {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () ->
                                here.failure.get() != null
                                        || (isWritten(place(0))
                                                && isWritten(place(tablesEpoch()))));
        assertThat(here.failure.get()).isNull();
        ChannelFold fold = new ChannelFold(ChannelSnapshot.empty(chat.channel));
        List<Folded.Kept> kept = sequence(fold);
        List<MessageRow> rows = rows();
        assertThat(rows)
                .extracting(MessageRow::position)
                .containsExactlyElementsOf(kept.stream().map(Folded.Kept::position).toList());
        assertThat(rows)
                .extracting(MessageRow::prev)
                .containsExactlyElementsOf(kept.stream().map(Folded.Kept::prev).toList());
        assertThat(rows)
                .extracting(MessageRow::id)
                .containsExactlyElementsOf(kept.stream().map(k -> k.record().getId()).toList());
        assertThat(done(here.store.members().latest(chat.channel))).isEqualTo(fold.members());
        assertThat(done(here.store.channels().latest(chat.channel)))
                .hasValueSatisfying(
                        version -> {
                            assertThat(version.title()).isEqualTo(fold.title());
                            assertThat(version.log()).isEqualTo(fold.log());
                            assertThat(version.deleted()).isEqualTo(fold.deleted());
                            assertThat(Position.epoch(version.position())).isEqualTo(fold.epoch());
                        });
        Optional<Long> head =
                kept.stream()
                        .filter(one -> one.record().hasMessage())
                        .map(Folded.Kept::position)
                        .reduce((before, after) -> after);
        assertThat(done(here.store.channelHeads().of(chat.channel)).map(ChannelHead::position))
                .isEqualTo(head);
    }

    /** What is kept, by one who reads each log alone and goes from one to the other at its end. */
    List<Folded.Kept> sequence(ChannelFold fold) {
        List<Folded.Kept> kept = new ArrayList<>();
        long before;
        do {
            before = fold.epoch();
            LogPlace place = fold.place();
            for (ConsumerRecord<String, byte[]> record : read(place)) {
                Folded folded =
                        fold.apply(
                                Position.of(place.epoch(), record.offset()),
                                record.timestamp(),
                                ByteString.copyFrom(record.value()));
                if (folded instanceof Folded.Kept one) {
                    kept.add(one);
                }
                if (folded instanceof Folded.Moved) {
                    break;
                }
            }
        } while (fold.epoch() != before);
        return kept;
    }

    List<ConsumerRecord<String, byte[]>> read(LogPlace place) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        TopicPartition partition = partition(place);
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all.stream().filter(record -> chat.channel.equals(record.key())).toList();
    }

    private long end(LogPlace place) {
        TopicPartition partition = partition(place);
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            return consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                new KafkaSettings(here.kafka).consumer(),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private TopicPartition partition(LogPlace place) {
        return new TopicPartition(here.topics.logOf(place), here.topics.logPartitionOf(place));
    }
}
