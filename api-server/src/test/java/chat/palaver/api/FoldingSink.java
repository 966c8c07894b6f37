package chat.palaver.api;

import chat.palaver.ingest.Appended;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.fold.MemberChange;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.store.ChannelHead;
import chat.palaver.store.ChannelVersion;
import chat.palaver.store.MemberVersion;
import chat.palaver.store.MessageRow;
import chat.palaver.store.SinkProgress.Progress;
import chat.palaver.store.Store;
import chat.palaver.store.UserChannel;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** The least sink that gives verdicts: the real fold, the real tables, one record at a time. */
final class FoldingSink implements AutoCloseable {
    private final Store store;
    private final TopicSpec topic;
    private final Map<String, ChannelFold> folds = new HashMap<>();
    private final Thread thread;
    private final Map<Integer, Long> passed = new ConcurrentHashMap<>();
    private final Semaphore busy = new Semaphore(1);
    private volatile boolean closed;

    FoldingSink(Store store, TopicSpec topic, KafkaConsumer<String, byte[]> consumer) {
        this.store = store;
        this.topic = topic;
        thread = new Thread(() -> run(consumer), "folding-sink");
        thread.start();
    }

    private void run(KafkaConsumer<String, byte[]> consumer) {
        List<TopicPartition> partitions =
                IntStream.range(0, topic.partitions())
                        .mapToObj(p -> new TopicPartition(topic.name(), p))
                        .toList();
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                consumer.poll(Duration.ofMillis(50)).forEach(this::take);
            }
        }
    }

    /** Waits until the tables have this record. */
    void await(Appended appended) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> passed.getOrDefault(appended.partition(), -1L) >= appended.offset());
    }

    /** Falls behind until {@link #goOn}. */
    void rest() {
        busy.acquireUninterruptibly();
    }

    void goOn() {
        busy.release();
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        busy.acquireUninterruptibly();
        try {
            fold(record);
        } finally {
            busy.release();
        }
    }

    private void fold(ConsumerRecord<String, byte[]> record) {
        ChannelFold fold =
                folds.computeIfAbsent(
                        record.key(), key -> new ChannelFold(ChannelSnapshot.empty(key)));
        Folded folded =
                fold.apply(
                        Position.of(0, record.offset()),
                        record.timestamp(),
                        ByteString.copyFrom(record.value()));
        if (folded instanceof Folded.Kept kept) {
            write(fold, kept);
        }
        Answers.of(
                store.sinkProgress()
                        .write(
                                topic.name(),
                                record.partition(),
                                new Progress(record.offset() + 1, "test")));
        passed.put(record.partition(), record.offset());
    }

    private void write(ChannelFold fold, Folded.Kept kept) {
        ChannelRecord record = kept.record();
        String channel = record.getChannelId();
        long position = kept.position();
        if (record.hasMessage()) {
            String text = record.getMessage().getText();
            ChannelHead head =
                    new ChannelHead(channel, position, kept.time(), record.getSender(), text);
            Answers.of(store.channelHeads().write(head));
        } else {
            Answers.of(
                    store.channels()
                            .write(
                                    new ChannelVersion(
                                            channel,
                                            position,
                                            fold.kind(),
                                            fold.title(),
                                            record.getSender(),
                                            kept.time(),
                                            fold.deleted(),
                                            fold.log())));
        }
        for (MemberChange change : kept.changes()) {
            Optional<chat.palaver.schemas.fold.Role> role = Optional.ofNullable(change.after());
            Answers.of(
                    store.members()
                            .write(
                                    new MemberVersion(
                                            channel,
                                            change.user(),
                                            position,
                                            role,
                                            change.reason(),
                                            record.getSender())));
            Answers.of(
                    store.userChannels()
                            .write(
                                    new UserChannel(
                                            change.user(), channel, role, position, fold.kind())));
        }
        Answers.of(
                store.messageIds()
                        .write(channel, record.getSender(), record.getId(), position, kept.time()));
        Answers.of(
                store.messages()
                        .insert(
                                new MessageRow(
                                        channel,
                                        position,
                                        kept.prev(),
                                        record.getSender(),
                                        record.getId(),
                                        kept.time(),
                                        record.getBodyCase().getNumber(),
                                        record.toByteString())));
    }

    /** A row above the progress, as when a sink is in the midst of a batch. */
    void writeAhead(ChannelRecord record, long position) {
        Answers.of(
                store.messages()
                        .insert(
                                new MessageRow(
                                        record.getChannelId(),
                                        position,
                                        Position.NONE,
                                        record.getSender(),
                                        record.getId(),
                                        System.currentTimeMillis(),
                                        record.getBodyCase().getNumber(),
                                        record.toByteString())));
    }

    @Override
    public void close() throws Exception {
        closed = true;
        thread.join();
    }
}
