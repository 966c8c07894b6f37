package chat.palaver.sink;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.ReadAdvanced;
import chat.palaver.schemas.proto.UserEvent;
import chat.palaver.store.Store;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Read positions out of {@code user-events} into their table. Only the furthest of each channel is
 * written; the other events are for edges.
 */
final class ReadWork implements Work {
    private final Topics topics;
    private final Store store;
    private final StoreRows rows;
    private final Outlet outlet;
    private final SinkMetrics metrics;

    ReadWork(Topics topics, Store store, StoreRows rows, Outlet outlet, SinkMetrics metrics) {
        this.topics = topics;
        this.store = store;
        this.rows = rows;
        this.outlet = outlet;
        this.metrics = metrics;
    }

    @Override
    public boolean includes(String key) {
        return Ids.isUser(key);
    }

    @Override
    public void run(Batch.Run run, Claim claim) {
        Map<String, Long> furthest = new HashMap<>();
        for (LogRecord record : run.records()) {
            try {
                note(record, furthest);
            } catch (InvalidProtocolBufferException e) {
                DeadLetter letter = new DeadLetter(record, "not an event of its user");
                outlet.putAside(letter, topics.userEvents(), claim);
            }
        }
        List<Supplier<CompletionStage<Void>>> writes =
                furthest.entrySet().stream()
                        .map(entry -> write(run.key(), entry.getKey(), entry.getValue()))
                        .toList();
        rows.writeAll(writes, claim);
        metrics.readPositions.add(writes.size());
    }

    @Override
    public void forget(LogPart part, Claim claim) {
        // Nothing is remembered.
    }

    private Supplier<CompletionStage<Void>> write(String user, String channel, long position) {
        return () -> store.readPositions().write(user, channel, position);
    }

    private static void note(LogRecord record, Map<String, Long> furthest)
            throws InvalidProtocolBufferException {
        UserEvent event = UserEvent.parseFrom(record.value());
        if (!event.getUserId().equals(record.key())) {
            throw new InvalidProtocolBufferException("another user");
        }
        if (!event.hasReadAdvanced()) {
            return;
        }
        ReadAdvanced read = event.getReadAdvanced();
        if (!Ids.isChannel(read.getChannelId()) || read.getPosition() <= 0) {
            throw new InvalidProtocolBufferException("no place in a channel");
        }
        furthest.merge(read.getChannelId(), read.getPosition(), Math::max);
    }
}
