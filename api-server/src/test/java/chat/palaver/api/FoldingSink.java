package chat.palaver.api;

import chat.palaver.ingest.Appended;
import chat.palaver.ingest.Commands;
import chat.palaver.ingest.LogAppender;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.Topics;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.awaitility.Awaitility;

/**
 * The least sink that gives verdicts: the real fold, the real tables, one record at a time. It
 * follows a log that moves, and moves logs when told to.
 */
final class FoldingSink implements AutoCloseable {
    private final Store store;
    private final Topics topics;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Admin admin;
    private final LogAppender log;
    private final Map<String, ChannelFold> folds = new HashMap<>();
    private final Thread thread;
    private final Map<TopicPartition, Long> passed = new ConcurrentHashMap<>();
    private final Semaphore busy = new Semaphore(1);
    private volatile boolean moving;
    private volatile boolean closed;

    /** Closes the consumer when it is closed, and nothing else. */
    FoldingSink(
            Store store,
            Topics topics,
            KafkaConsumer<String, byte[]> consumer,
            Admin admin,
            LogAppender log) {
        this.store = store;
        this.topics = topics;
        this.consumer = consumer;
        this.admin = admin;
        this.log = log;
        thread = new Thread(this::run, "folding-sink");
        thread.start();
    }

    private void run() {
        TopicSpec shared = topics.channelShared();
        List<TopicPartition> partitions =
                IntStream.range(0, shared.partitions())
                        .mapToObj(p -> new TopicPartition(shared.name(), p))
                        .toList();
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(50));
                records.partitions().forEach(p -> take(p, records.records(p)));
            }
        }
    }

    /** Waits until the tables have this record of the channel. */
    void await(String channel, Appended appended) {
        TopicPartition partition = partition(LogPlace.of(channel, appended.position()));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> passed.getOrDefault(partition, -1L) >= appended.offset());
    }

    /** Falls behind until {@link #goOn}. */
    void rest() {
        busy.acquireUninterruptibly();
    }

    void goOn() {
        busy.release();
    }

    /** Whether logs move by themselves where their owners want them, from now on. */
    void moves(boolean asChosen) {
        moving = asChosen;
    }

    /** Ends the stretch of a channel's log that the tables know; gives where that stands. */
    Appended move(String channel) {
        return move(place(channel), Duration.ZERO);
    }

    /** Where a channel's log goes on, as far as the tables know. */
    LogPlace place(String channel) {
        return Answers.of(store.channelProgress().place(channel));
    }

    private Appended move(LogPlace from, Duration retention) {
        if (from.next().isOwn()) {
            create(topics.ownLog(from.next(), retention));
        }
        return log.append(Commands.logMoved(from)).join();
    }

    private void create(TopicSpec topic) {
        NewTopic made =
                new NewTopic(topic.name(), topic.partitions(), (short) topic.replicationFactor())
                        .configs(topic.config());
        try {
            admin.createTopics(List.of(made)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Up to the end of an own log, and to what has to wait for that. */
    private void take(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records) {
        for (ConsumerRecord<String, byte[]> record : records) {
            busy.acquireUninterruptibly();
            try {
                Folded folded = fold(partition, record);
                if (folded instanceof Folded.Ahead) {
                    consumer.pause(List.of(partition));
                    consumer.seek(partition, record.offset());
                    return;
                }
                if (folded instanceof Folded.Moved && isOwn(partition)) {
                    return;
                }
            } finally {
                busy.release();
            }
        }
    }

    private Folded fold(TopicPartition partition, ConsumerRecord<String, byte[]> record) {
        long epoch = topics.ownPlace(record.topic()).map(LogPlace::epoch).orElse(0L);
        ChannelFold fold =
                folds.computeIfAbsent(
                        record.key(), key -> new ChannelFold(ChannelSnapshot.empty(key)));
        Folded folded =
                fold.apply(
                        Position.of(epoch, record.offset()),
                        record.timestamp(),
                        ByteString.copyFrom(record.value()));
        if (folded instanceof Folded.Ahead) {
            return folded;
        }
        if (folded instanceof Folded.Kept kept) {
            write(fold, kept);
            moveAsChosen(fold);
        }
        if (folded instanceof Folded.Moved moved) {
            follow(fold, moved);
        }
        Answers.of(
                store.sinkProgress()
                        .write(
                                record.topic(),
                                record.partition(),
                                new Progress(record.offset() + 1, "test")));
        passed.put(partition, record.offset());
        return folded;
    }

    private void moveAsChosen(ChannelFold fold) {
        if (moving && !fold.deleted() && fold.log().own() != fold.place().isOwn()) {
            move(fold.place(), fold.log().retention());
        }
    }

    /** An own log that has ended is not read on; what waits in the shared ones for that goes on. */
    private void follow(ChannelFold fold, Folded.Moved moved) {
        LogPlace place = fold.place();
        long position = Position.beforeEpoch(moved.epoch());
        Answers.of(store.channels().write(version(fold, position, Ids.newUser(), moved.time())));
        Set<TopicPartition> all = new HashSet<>(consumer.assignment());
        Set<TopicPartition> waiting = new HashSet<>(consumer.paused());
        if (place.isOwn()) {
            all.add(partition(place));
            consumer.assign(all);
            consumer.seekToBeginning(List.of(partition(place)));
            consumer.pause(waiting);
        } else {
            all.remove(partition(LogPlace.of(place.channel(), moved.position())));
            consumer.assign(all);
            consumer.resume(waiting);
        }
    }

    private boolean isOwn(TopicPartition partition) {
        return topics.ownPlace(partition.topic()).isPresent();
    }

    private TopicPartition partition(LogPlace place) {
        return new TopicPartition(topics.logOf(place), topics.logPartitionOf(place));
    }

    private static ChannelVersion version(
            ChannelFold fold, long position, String sender, long time) {
        return new ChannelVersion(
                fold.channel(),
                position,
                fold.kind(),
                fold.title(),
                sender,
                time,
                fold.deleted(),
                fold.log());
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
                            .write(version(fold, position, record.getSender(), kept.time())));
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
