package chat.palaver.edge;

import chat.palaver.edge.chat.ChatPorts;
import chat.palaver.edge.chat.EdgeIdentity;
import chat.palaver.edge.feed.LogRecord;
import chat.palaver.edge.feed.Loop;
import chat.palaver.edge.feed.OnLoop;
import chat.palaver.edge.feed.PartitionLog;
import chat.palaver.edge.log.LogReader;
import chat.palaver.ingest.Appended;
import chat.palaver.ingest.LogAppender;
import chat.palaver.ingest.OldIds;
import chat.palaver.kit.token.AccessClaims;
import chat.palaver.kit.token.InvalidToken;
import chat.palaver.kit.token.TokenVerifier;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.fold.KeptId;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.Interest;
import chat.palaver.schemas.proto.ReadAdvanced;
import chat.palaver.schemas.proto.ReadSignal;
import chat.palaver.schemas.proto.Signal;
import chat.palaver.schemas.proto.UserEvent;
import chat.palaver.store.SinkProgress;
import chat.palaver.store.Store;
import chat.palaver.store.UserChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The ports of chat and feeds, over Kafka and the store. */
final class EdgePorts implements ChatPorts {
    private static final Duration SINK_POLL = Duration.ofMillis(20);
    private static final Duration SINK_PATIENCE = Duration.ofSeconds(3);
    private static final Duration FAR_BEHIND = OldIds.AGE.multipliedBy(2);

    private final EdgeIdentity self;
    private final Topics topics;
    private final Loop loop;
    private final LogAppender appender;
    private final LogReader reader;
    private final Store store;
    private final TokenVerifier tokens;
    private final OldIds oldIds;

    EdgePorts(
            EdgeIdentity self,
            Topics topics,
            Loop loop,
            LogAppender appender,
            LogReader reader,
            Store store,
            TokenVerifier tokens,
            Clock clock) {
        this.self = self;
        this.topics = topics;
        this.loop = loop;
        this.appender = appender;
        this.reader = reader;
        this.store = store;
        this.tokens = tokens;
        oldIds = new OldIds(this::storedId, this::sinkLag, clock);
    }

    private CompletionStage<Optional<KeptId>> storedId(String channel, String sender, String id) {
        return store.messageIds()
                .find(channel, sender, id)
                .thenApply(
                        row ->
                                row.map(
                                        kept ->
                                                new KeptId(
                                                        sender,
                                                        id,
                                                        kept.position(),
                                                        kept.timeMillis())));
    }

    /** One partition of the shared logs. */
    PartitionLog partition(int partition) {
        return new PartitionLog() {
            @Override
            public CompletionStage<Long> interest(List<String> channels, boolean on) {
                return EdgePorts.this.interest(topics.channelShared(), partition, channels, on);
            }

            @Override
            public CompletionStage<Void> read(
                    long from,
                    long through,
                    Set<String> channels,
                    Consumer<List<LogRecord>> chunk) {
                return reader.read(partition, from, through, channels, chunk);
            }
        };
    }

    @Override
    public AccessClaims verify(String token) throws InvalidToken {
        return tokens.verify(token);
    }

    @Override
    public CompletionStage<Boolean> deviceExists(String user, String device) {
        return OnLoop.of(loop, store.devices().byId(user, device).thenApply(Optional::isPresent));
    }

    @Override
    public CompletionStage<List<String>> channelsOf(String user) {
        return OnLoop.of(
                loop,
                store.userChannels()
                        .of(user)
                        .thenApply(rows -> rows.stream().map(UserChannel::channelId).toList()));
    }

    @Override
    public CompletionStage<Standing> standing(String user, String channel) {
        return OnLoop.of(
                loop,
                store.userChannels()
                        .of(user, channel)
                        .thenApply(
                                row ->
                                        new Standing(
                                                row.isPresent(),
                                                row.flatMap(UserChannel::role).isPresent())));
    }

    @Override
    public boolean isOld(String id) {
        return oldIds.isOld(id);
    }

    @Override
    public CompletionStage<Optional<KeptId>> oldId(String channel, String sender, String id) {
        if (!oldIds.isOld(id)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return OnLoop.of(loop, oldIds.find(channel, sender, id));
    }

    /**
     * An old id is trusted to be new only if the sink has passed everything that stands in the log
     * now: that is stricter than the half hour asked for, needs no clock of the sink, and is paid
     * by old ids alone.
     */
    private CompletionStage<Duration> sinkLag(String channel) {
        int partition = topics.partitionOf(channel);
        return interest(topics.channelShared(), partition, List.of(channel), true)
                .thenCompose(offset -> sinkPast(partition, offset, System.nanoTime()))
                .thenApply(passed -> passed ? Duration.ZERO : FAR_BEHIND);
    }

    private CompletionStage<Boolean> sinkPast(int partition, long offset, long since) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        OnLoop.of(loop, store.sinkProgress().find(topics.channelShared().name(), partition))
                .whenComplete(
                        (row, failure) -> {
                            boolean late = System.nanoTime() - since > SINK_PATIENCE.toNanos();
                            if (failure != null) {
                                answer.completeExceptionally(failure);
                            } else if (isPast(row, offset) || late) {
                                answer.complete(isPast(row, offset));
                            } else {
                                loop.after(
                                        SINK_POLL,
                                        () ->
                                                sinkPast(partition, offset, since)
                                                        .whenComplete(
                                                                (past, failed) ->
                                                                        settle(
                                                                                answer, past,
                                                                                failed)));
                            }
                        });
        return answer;
    }

    private static <T> void settle(CompletableFuture<T> answer, T value, Throwable failure) {
        if (failure == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    private static boolean isPast(Optional<SinkProgress.Progress> row, long offset) {
        return row.isPresent() && row.get().nextOffset() > offset;
    }

    @Override
    public CompletionStage<Long> append(ChannelRecord record) {
        return OnLoop.of(loop, appender.append(record).thenApply(Appended::offset));
    }

    @Override
    public CompletionStage<Long> userInterest(int partition, List<String> users, boolean on) {
        return interest(topics.userEvents(), partition, users, on);
    }

    /** All parts must be in before the offset of the last one counts as the split. */
    private CompletionStage<Long> interest(
            TopicSpec topic, int partition, List<String> keys, boolean on) {
        List<CompletableFuture<Appended>> parts =
                InterestParts.of(keys).stream()
                        .map(part -> appender.interest(topic, partition, interest(part, on)))
                        .toList();
        CompletableFuture<Appended> last = parts.get(parts.size() - 1);
        return OnLoop.of(
                loop,
                CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                        .thenApply(done -> last.join().offset()));
    }

    private Interest interest(List<String> keys, boolean on) {
        return Interest.newBuilder()
                .setEdge(self.id())
                .setIncarnation(self.incarnation())
                .setSlot(self.slot())
                .addAllKeys(keys)
                .setOn(on)
                .build();
    }

    @Override
    public CompletionStage<Void> read(String user, String channel, long position) {
        UserEvent event =
                UserEvent.newBuilder()
                        .setUserId(user)
                        .setReadAdvanced(
                                ReadAdvanced.newBuilder()
                                        .setChannelId(channel)
                                        .setPosition(position))
                        .build();
        Signal signal =
                Signal.newBuilder()
                        .setChannelId(channel)
                        .setUserId(user)
                        .setRead(ReadSignal.newBuilder().setPosition(position))
                        .build();
        return OnLoop.of(
                loop,
                appender.userEvent(event)
                        .thenCompose(appended -> appender.signal(signal))
                        .thenApply(appended -> null));
    }

    @Override
    public CompletionStage<?> heartbeat(int partition, Heartbeat heartbeat) {
        return OnLoop.of(
                loop,
                appender.send(topics.heartbeats(), partition, self.id(), heartbeat.toByteArray()));
    }
}
