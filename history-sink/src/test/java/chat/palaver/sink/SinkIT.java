package chat.palaver.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.config.StoreConfig;
import chat.palaver.kit.kafka.KafkaSettings;
import chat.palaver.kit.kafka.TopicProvisioner;
import chat.palaver.kit.metrics.Metrics;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Interest;
import chat.palaver.schemas.proto.Notification;
import chat.palaver.schemas.proto.ReadAdvanced;
import chat.palaver.schemas.proto.UserEvent;
import chat.palaver.store.ChannelHead;
import chat.palaver.store.MessageRow;
import chat.palaver.store.SinkProgress;
import chat.palaver.store.Store;
import chat.palaver.store.StoreSettings;
import chat.palaver.testkit.CqlStore;
import chat.palaver.testkit.KafkaCluster;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole sink on a real broker and a real store. */
class SinkIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();
    @RegisterExtension static final CqlStore CQL = new CqlStore();

    private static final Duration LONG = Duration.ofSeconds(60);

    private final Chat chat = new Chat();
    private final String bob = Ids.newUser();
    private final String eve = Ids.newUser();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private KafkaConfig kafka;
    private Topics topics;
    private KafkaProducer<String, byte[]> producer;

    @BeforeEach
    void openKafka() throws Exception {
        kafka = KafkaConfig.development(KAFKA.bootstrapServers(), KAFKA.topicPrefix());
        topics = kafka.topics();
        Admin admin = opened(KAFKA.admin());
        new TopicProvisioner(admin).provision(topics.all(), LONG);
        producer =
                opened(
                        new KafkaProducer<>(
                                Installation.patient(kafka),
                                new StringSerializer(),
                                new ByteArraySerializer()));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void tablesSayWhatTheFoldSaysAndOthersAreTold() throws Exception {
        Log log = appendALife();
        Store store = store("");
        sink("");

        awaitProgress(store, log);

        assertTablesAreTheFold(store, log);
        assertThat(deadLetters(log.poison))
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(header(letter, Outlet.REASON)).contains("not a record");
                            assertThat(header(letter, Outlet.SOURCE_TOPIC))
                                    .isEqualTo(topics.channelShared().name());
                            assertThat(letter.value()).isEqualTo(log.poisonBytes);
                        });
        assertThat(membershipChanges()).contains(chat.owner, bob, eve);
        assertThat(notified(log.hello)).containsExactly(List.of(chat.owner));
    }

    @Test
    void whatIsTooLargeToBePutAsideWholeIsCutAndStopsNothing() throws Exception {
        String key = "x".repeat((1 << 20) - 200);
        RecordMetadata poison = send(topics.channelShared(), 0, key, new byte[] {7});
        Log log = appendALife();
        Store store = store("");
        sink("");

        awaitProgress(store, log);

        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(readAll(topics.deadLetter(topics.channelShared())))
                                        .filteredOn(
                                                letter ->
                                                        header(letter, Outlet.SOURCE_OFFSET)
                                                                .equals("" + poison.offset()))
                                        .anySatisfy(
                                                letter ->
                                                        assertThat(letter.key())
                                                                .hasSize(1_000)
                                                                .startsWith("xxx")));
        assertTablesAreTheFold(store, log);
    }

    @Test
    void replayFromZeroGivesTheSameTables() throws Exception {
        Log log = appendALife();
        SinkService first = sink("");
        awaitProgress(store(""), log);
        opened.remove(first);
        first.close();

        sink("_again");

        Store again = store("_again");
        awaitProgress(again, log);
        assertTablesAreTheFold(again, log);
    }

    @Test
    void crashBetweenRowsAndProgressRepeatsTheRowsAndNoMore() throws Exception {
        Log log = appendALife();
        Store store = store("_crash");
        writeRowsWithoutProgress(store, log);

        sink("_crash");

        awaitProgress(store, log);
        assertTablesAreTheFold(store, log);
    }

    @Test
    void secondStartGoesOnAtTheProgressRowWithTheMembersAndIdsOfBefore() throws Exception {
        Log log = appendALife();
        SinkService first = sink("");
        Store store = store("");
        awaitProgress(store, log);
        opened.remove(first);
        first.close();
        log.append(chat.says(chat.owner, "back"));
        log.appendAgain(log.helloRecord);
        log.append(chat.says(chat.owner, "end"));

        sink("");

        awaitProgress(store, log);
        assertTablesAreTheFold(store, log);
    }

    @Test
    void readPositionsOnlyMoveForward() throws Exception {
        UserEvent.Builder event = UserEvent.newBuilder().setUserId(bob);
        appendEvent(event.setReadAdvanced(read(500)).build());
        appendEvent(event.setReadAdvanced(read(90)).build());
        appendEventBytes(new byte[] {1, 2, 3});
        appendEvent(event.setReadAdvanced(read(700)).build());
        appendEvent(event.setReadAdvanced(read(600)).build());
        Store store = store("");

        sink("");

        await().atMost(LONG)
                .until(() -> done(store.readPositions().of(bob, chat.channel)).isPresent());
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(done(store.readPositions().of(bob, chat.channel)))
                                        .isEqualTo(OptionalLong.of(700)));
        assertThat(readAll(topics.deadLetter(topics.userEvents())))
                .anySatisfy(letter -> assertThat(letter.key()).isEqualTo(bob));
    }

    @Test
    void refusesATopicThatIsNotTheOneOfItsProgress() throws Exception {
        Store store = store("_other");
        String topic = topics.channelShared().name();
        done(store.sinkProgress().write(topic, 0, new SinkProgress.Progress(0, "another")));

        sink("_other");

        await().atMost(LONG).until(() -> failure.get() != null);
        assertThat(failure.get()).hasMessageContaining("created anew");
    }

    /** The log of one channel as it was appended, with what is asked about later. */
    private final class Log {
        final List<Entry> entries = new ArrayList<>();
        final byte[] poisonBytes = "no record".getBytes(StandardCharsets.UTF_8);
        final int partition = topics.partitionOf(chat.channel);
        ChannelRecord helloRecord;
        long hello;
        long poison;

        record Entry(long position, long time, ByteString value) {}

        long append(ChannelRecord record) throws Exception {
            return append(record.toByteArray());
        }

        long appendAgain(ChannelRecord record) throws Exception {
            return append(record);
        }

        long append(byte[] value) throws Exception {
            RecordMetadata at = send(topics.channelShared(), partition, chat.channel, value);
            long position = Position.of(0, at.offset());
            entries.add(new Entry(position, at.timestamp(), ByteString.copyFrom(value)));
            return position;
        }

        List<Folded.Kept> kept(ChannelFold fold) {
            List<Folded.Kept> kept = new ArrayList<>();
            for (Entry entry : entries) {
                if (fold.apply(entry.position(), entry.time(), entry.value())
                        instanceof Folded.Kept one) {
                    kept.add(one);
                }
            }
            return kept;
        }
    }

    private Log appendALife() throws Exception {
        Log log = new Log();
        log.append(chat.created("Tea", bob));
        Interest interest = Interest.newBuilder().setEdge(Ids.newEdge()).setOn(true).build();
        send(topics.channelShared(), log.partition, interest.getEdge(), interest.toByteArray());
        log.helloRecord = chat.says(bob, "hello");
        log.hello = log.append(log.helloRecord);
        log.appendAgain(log.helloRecord);
        log.poison = log.append(log.poisonBytes);
        log.append(chat.adds(eve, eve));
        log.append(chat.adds(chat.owner, eve));
        log.append(chat.removes(chat.owner, bob));
        log.append(chat.says(bob, "was in flight"));
        log.append(chat.titles(chat.owner, "Coffee"));
        log.appendAgain(log.helloRecord);
        log.append(chat.says(eve, "last"));
        return log;
    }

    private void writeRowsWithoutProgress(Store store, Log log) {
        Metrics metrics = new Metrics();
        Insistence once = new Insistence(failure -> false, metrics.counter("retries", "none"));
        StoreRows rows = new StoreRows(store, once);
        ChannelFold fold = new ChannelFold(ChannelSnapshot.empty(chat.channel));
        for (Log.Entry entry : log.entries) {
            if (fold.apply(entry.position(), entry.time(), entry.value())
                    instanceof Folded.Kept kept) {
                rows.write(List.of(RowPlan.of(kept, entry.value(), fold)), new Claim());
            }
        }
    }

    private void assertTablesAreTheFold(Store store, Log log) {
        ChannelFold fold = new ChannelFold(ChannelSnapshot.empty(chat.channel));
        List<Folded.Kept> kept = log.kept(fold);
        List<MessageRow> rows =
                done(store.messages().after(chat.channel, 0, Long.MAX_VALUE, 100)).rows();
        assertThat(rows)
                .extracting(MessageRow::position)
                .containsExactlyElementsOf(kept.stream().map(Folded.Kept::position).toList());
        assertThat(rows)
                .extracting(MessageRow::prev)
                .containsExactlyElementsOf(kept.stream().map(Folded.Kept::prev).toList());
        assertThat(rows)
                .extracting(MessageRow::timeMillis)
                .containsExactlyElementsOf(kept.stream().map(Folded.Kept::time).toList());
        assertThat(done(store.members().latest(chat.channel))).isEqualTo(fold.members());
        assertThat(done(store.channels().latest(chat.channel)))
                .hasValueSatisfying(version -> assertThat(version.title()).isEqualTo(fold.title()));
        assertThat(done(store.channelHeads().of(chat.channel)).map(ChannelHead::position))
                .isEqualTo(Optional.of(fold.head()));
        assertThat(done(store.messageIds().find(chat.channel, bob, log.helloRecord.getId())))
                .hasValueSatisfying(id -> assertThat(id.position()).isEqualTo(log.hello));
        assertThat(done(store.userChannels().of(bob, chat.channel)))
                .hasValueSatisfying(left -> assertThat(left.role()).isEmpty());
        assertThat(done(store.userChannels().of(eve))).hasSize(1);
    }

    private void awaitProgress(Store store, Log log) {
        long last = Position.offset(log.entries.get(log.entries.size() - 1).position());
        await().atMost(LONG)
                .until(
                        () ->
                                done(store.sinkProgress()
                                                .find(topics.channelShared().name(), log.partition))
                                        .map(row -> row.nextOffset() > last)
                                        .orElse(false));
        assertThat(failure.get()).isNull();
    }

    private List<ConsumerRecord<String, byte[]>> deadLetters(long position) {
        return readAll(topics.deadLetter(topics.channelShared())).stream()
                .filter(letter -> letter.key().equals(chat.channel))
                .filter(
                        letter ->
                                header(letter, Outlet.SOURCE_OFFSET)
                                        .equals(String.valueOf(Position.offset(position))))
                .toList();
    }

    private List<String> membershipChanges() throws Exception {
        List<String> users = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : readAll(topics.userEvents())) {
            if (record.value().length > 3) {
                UserEvent event = UserEvent.parseFrom(record.value());
                if (event.getMembershipChanged().getChannelId().equals(chat.channel)) {
                    users.add(event.getUserId());
                }
            }
        }
        return users;
    }

    private List<List<String>> notified(long position) throws Exception {
        List<List<String>> all = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : readAll(topics.notifications())) {
            Notification one = Notification.parseFrom(record.value());
            if (one.getChannelId().equals(chat.channel) && one.getPosition() == position) {
                all.add(List.copyOf(one.getUsersList()));
            }
        }
        return all;
    }

    private List<ConsumerRecord<String, byte[]>> readAll(TopicSpec topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        new KafkaSettings(kafka).consumer(),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    IntStream.range(0, topic.partitions())
                            .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    private RecordMetadata send(TopicSpec topic, int partition, String key, byte[] value)
            throws Exception {
        return producer.send(new ProducerRecord<>(topic.name(), partition, key, value)).get();
    }

    private void appendEvent(UserEvent event) throws Exception {
        appendEventBytes(event.toByteArray());
    }

    private void appendEventBytes(byte[] event) throws Exception {
        send(topics.userEvents(), topics.partitionOf(bob), bob, event);
    }

    private ReadAdvanced read(long position) {
        return ReadAdvanced.newBuilder().setChannelId(chat.channel).setPosition(position).build();
    }

    private SinkService sink(String keyspaceSuffix) throws Exception {
        StoreConfig store =
                StoreConfig.development(CQL.contactPoint(), CQL.keyspace() + keyspaceSuffix);
        SinkConfig config =
                new SinkConfig(
                        kafka, store, AdminConfig.ephemeral(), 8, 10_000, OwnLogsConfig.usual());
        ServiceContext context =
                ServiceContext.alone(
                        "history-sink",
                        Clock.systemUTC(),
                        cause -> failure.compareAndSet(null, cause));
        SinkService sink = opened(new SinkService(config, context));
        sink.start();
        return sink;
    }

    private Store store(String keyspaceSuffix) {
        StoreSettings settings =
                StoreSettings.of(
                        List.of(CQL.contactPoint()),
                        CQL.datacenter(),
                        CQL.keyspace() + keyspaceSuffix,
                        1);
        return opened(Store.open(settings, LONG));
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
