package chat.palaver.check.report;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Partitions;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.TopicSettings;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.ChannelRecord;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Looks up single positions in the logs, shared and own, to tell "never appended" from "not passed
 * on".
 */
final class LogSearch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Topics topics = Topics.of(TopicSettings.development(""));
    private final Map<String, Integer> partitions = new HashMap<>();

    /**
     * Connects.
     *
     * @param bootstrap brokers, with commas
     * @throws KafkaException when there is none
     */
    LogSearch(String bootstrap) {
        Properties properties = new Properties();
        properties.putAll(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "none",
                        "allow.auto.create.topics", "false",
                        "max.poll.records", "1",
                        "default.api.timeout.ms", "10000"));
        consumer =
                new KafkaConsumer<>(
                        properties, new StringDeserializer(), new ByteArrayDeserializer());
        try {
            consumer.listTopics().forEach((topic, all) -> partitions.put(topic, all.size()));
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
    }

    /** What stands at a position of a channel, in words. */
    String at(String channelId, long position) {
        LogPlace place = LogPlace.of(channelId, position);
        String topic = topics.logOf(place);
        if (!partitions.containsKey(topic)) {
            return "not to be found, for there is no " + topic + " (any more)";
        }
        TopicPartition partition =
                new TopicPartition(
                        topic, place.isOwn() ? 0 : Partitions.of(channelId, partitions.get(topic)));
        long offset = Position.offset(position);
        String where = partition + " at " + offset;
        consumer.assign(List.of(partition));
        try {
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            if (offset < 0 || offset >= end) {
                return "not in the log, which ends at " + end + " (" + where + ")";
            }
            consumer.seek(partition, offset);
            for (ConsumerRecord<String, byte[]> record : consumer.poll(PATIENCE)) {
                return describe(record, channelId, position, where);
            }
            return "could not be read (" + where + ")";
        } catch (KafkaException e) {
            return "could not be read (" + where + "): " + e.getMessage();
        }
    }

    private static String describe(
            ConsumerRecord<String, byte[]> record, String channelId, long position, String where) {
        if (record.offset() != Position.offset(position) || !channelId.equals(record.key())) {
            return "not in the log (" + where + " is not of this channel)";
        }
        try {
            ChannelRecord parsed = ChannelRecord.parseFrom(record.value());
            String found = "in the log (" + where + "): " + parsed.getBodyCase();
            return found + " " + parsed.getId() + ", for epoch " + parsed.getEpoch();
        } catch (InvalidProtocolBufferException e) {
            return "in the log, unreadable (" + where + ")";
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
