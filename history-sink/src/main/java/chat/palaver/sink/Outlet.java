package chat.palaver.sink;

import chat.palaver.ingest.Commands;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.Topics;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * What the sink itself appends: announcements and dead letters. Returns when they are acknowledged,
 * however long that takes; when in doubt it appends again. Thread-safe.
 */
final class Outlet {
    static final String REASON = "reason";
    static final String SOURCE_TOPIC = "source-topic";
    static final String SOURCE_PARTITION = "source-partition";
    static final String SOURCE_OFFSET = "source-offset";

    /** Of a key that is no id and makes a record too large. */
    private static final int MOST_KEY_CHARACTERS = 1_000;

    private final Producer<String, byte[]> producer;
    private final Topics topics;
    private final Insistence insistence;
    private final SinkMetrics metrics;

    Outlet(
            Producer<String, byte[]> producer,
            Topics topics,
            Insistence insistence,
            SinkMetrics metrics) {
        this.producer = producer;
        this.topics = topics;
        this.insistence = insistence;
        this.metrics = metrics;
    }

    /** Whether an append that failed so may be tried again. */
    static boolean isPassing(Throwable failure) {
        return failure instanceof RetriableException
                || failure instanceof OutOfOrderSequenceException;
    }

    /** Appends the announcements of some records and waits for all of them. */
    void announce(List<Announcements> announcements, Claim claim) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        announcements.forEach(one -> addRecords(one, records));
        if (records.isEmpty()) {
            return;
        }
        insistence.until(claim, () -> sendAll(records));
        records.forEach(record -> metrics.announced.increment(record.topic()));
    }

    /**
     * Puts a record aside, with the reason and where it came from.
     *
     * @param source whose dead letters it joins: those of own logs join those of the shared ones
     */
    void putAside(DeadLetter letter, TopicSpec source, Claim claim) {
        insistence.until(claim, () -> sendAside(letter, source));
        metrics.deadLetters.increment(source.name());
    }

    /**
     * Appends the end of a stretch to a channel's log. Does not insist: when it fails, it may be in
     * the log nevertheless, which does no harm when it is appended again.
     */
    CompletableFuture<Void> endStretch(LogPlace place) {
        return send(
                new ProducerRecord<>(
                        topics.logOf(place),
                        topics.logPartitionOf(place),
                        place.channel(),
                        Commands.logMoved(place).toByteArray()));
    }

    private void addRecords(Announcements one, List<ProducerRecord<String, byte[]>> records) {
        String events = topics.userEvents().name();
        one.events()
                .forEach(
                        event ->
                                records.add(
                                        new ProducerRecord<>(
                                                events,
                                                topics.partitionOf(event.getUserId()),
                                                event.getUserId(),
                                                event.toByteArray())));
        String notifications = topics.notifications().name();
        one.notifications()
                .forEach(
                        to ->
                                records.add(
                                        new ProducerRecord<>(
                                                notifications,
                                                to.partition(),
                                                to.notification().getUsers(0),
                                                to.notification().toByteArray())));
    }

    /** What is too large to be put aside whole goes without its value and the end of its key. */
    private CompletableFuture<Void> sendAside(DeadLetter letter, TopicSpec source) {
        LogRecord record = letter.record();
        return send(aside(letter, source, record.key(), record.value()))
                .exceptionallyCompose(
                        failure ->
                                failure instanceof RecordTooLargeException
                                        ? send(cut(letter, source))
                                        : CompletableFuture.failedFuture(failure));
    }

    private ProducerRecord<String, byte[]> cut(DeadLetter letter, TopicSpec source) {
        String key = letter.record().key();
        String begin = key.substring(0, Math.min(key.length(), MOST_KEY_CHARACTERS));
        return aside(letter, source, begin, ByteString.EMPTY);
    }

    private ProducerRecord<String, byte[]> aside(
            DeadLetter letter, TopicSpec source, String key, ByteString value) {
        LogRecord record = letter.record();
        LogPart part = record.part();
        ProducerRecord<String, byte[]> aside =
                new ProducerRecord<>(
                        topics.deadLetter(source).name(),
                        part.own()
                                .map(place -> topics.partitionOf(place.channel()))
                                .orElse(part.partition()),
                        key,
                        value.toByteArray());
        header(aside, REASON, letter.reason());
        header(aside, SOURCE_TOPIC, part.topic());
        header(aside, SOURCE_PARTITION, String.valueOf(part.partition()));
        header(aside, SOURCE_OFFSET, String.valueOf(record.offset()));
        return aside;
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private CompletableFuture<Void> sendAll(List<ProducerRecord<String, byte[]>> records) {
        return CompletableFuture.allOf(
                records.stream().map(this::send).toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        producer.send(
                record,
                (metadata, failure) -> {
                    if (failure == null) {
                        sent.complete(null);
                    } else {
                        sent.completeExceptionally(failure);
                    }
                });
        return sent;
    }
}
