package chat.palaver.edge;

import chat.palaver.edge.chat.ChatPorts;
import chat.palaver.edge.chat.EdgeIdentity;
import chat.palaver.edge.feed.LogRecord;
import chat.palaver.edge.feed.Loop;
import chat.palaver.edge.feed.OnLoop;
import chat.palaver.edge.feed.OwnLogs;
import chat.palaver.edge.feed.PartitionLog;
import chat.palaver.edge.log.LogReader;
import chat.palaver.ingest.Appended;
import chat.palaver.ingest.LogAppender;
import chat.palaver.ingest.OldIds;
import chat.palaver.kit.token.AccessClaims;
import chat.palaver.kit.token.InvalidToken;
import chat.palaver.kit.token.TokenVerifier;
import chat.palaver.schemas.LogPlace;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The ports of chat and feeds, over Kafka and the store. */
final class EdgePorts implements ChatPorts {
    /** Own logs for which repeats of old messages share the question how far the sink is. */
    private static final int MOST_OWN_SINKS = 256;

    private static final Duration FAR_BEHIND = OldIds.AGE.multipliedBy(2);

    private final EdgeIdentity self;
    private final Topics topics;
    private final Loop loop;
    private final LogAppender appender;
    private final LogReader reader;
    private final Store store;
    private final TokenVerifier tokens;
    private final OldIds oldIds;
    private final OwnLogs ownLogs;
    private final List<SinkBarrier> sinks = new ArrayList<>();
    private final Map<LogPlace, SinkBarrier> ownSinks =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<LogPlace, SinkBarrier> eldest) {
                    return size() > MOST_OWN_SINKS;
                }
            };

    EdgePorts(
            EdgeIdentity self,
            Topics topics,
            Loop loop,
            LogAppender appender,
            LogReader reader,
            OwnLogs ownLogs,
            Store store,
            TokenVerifier tokens,
            Clock clock) {
        this.self = self;
        this.topics = topics;
        this.loop = loop;
        this.appender = appender;
        this.reader = reader;
        this.ownLogs = ownLogs;
        this.store = store;
        this.tokens = tokens;
        for (int p = 0; p < topics.partitions(); p++) {
            sinks.add(sink(p));
        }
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
        return OnLoop.of(loop, oldIds.find(channel, sender, id));
    }

    /**
     * An old id is trusted to be new only if the sink has passed everything that stands in the log
     * now: that is stricter than the half hour asked for, needs no clock of the sink, and is paid
     * by old ids alone.
     */
    private CompletionStage<Duration> sinkLag(String channel) {
        return OnLoop.of(loop, store.channelProgress().place(channel))
                .thenCompose(this::sinkPassed)
                .thenApply(passed -> passed ? Duration.ZERO : FAR_BEHIND);
    }

    /** When it has passed all that stood there it may have found that the log goes on elsewhere. */
    private CompletionStage<Boolean> sinkPassed(LogPlace place) {
        return sinkOf(place)
                .passed()
                .thenCompose(
                        passed ->
                                passed
                                        ? passedFrom(place)
                                        : CompletableFuture.completedFuture(false));
    }

    private CompletionStage<Boolean> passedFrom(LogPlace place) {
        return OnLoop.of(loop, store.channelProgress().place(place.channel()))
                .thenCompose(
                        now ->
                                now.equals(place)
                                        ? CompletableFuture.completedFuture(true)
                                        : sinkPassed(now));
    }

    private SinkBarrier sinkOf(LogPlace place) {
        return place.isOwn()
                ? ownSinks.computeIfAbsent(place, this::ownSink)
                : sinks.get(topics.partitionOf(place.channel()));
    }

    private SinkBarrier ownSink(LogPlace place) {
        return new SinkBarrier(
                loop,
                () -> OnLoop.of(loop, store.channelProgress().next(topics, place)),
                () -> ownLogs.mark(place));
    }

    private SinkBarrier sink(int partition) {
        String topic = topics.channelShared().name();
        return new SinkBarrier(
                loop,
                () ->
                        OnLoop.of(
                                loop,
                                store.sinkProgress()
                                        .find(topic, partition)
                                        .thenApply(
                                                row ->
                                                        row.map(SinkProgress.Progress::nextOffset)
                                                                .orElse(0L))),
                () -> interest(topics.channelShared(), partition, List.of(), true));
    }

    /** A record of the shared logs stands there. */
    void seen(int partition, long offset) {
        if (partition >= 0 && partition < sinks.size()) {
            sinks.get(partition).seen(offset);
        }
    }

    @Override
    public CompletionStage<Long> append(ChannelRecord record, long timedSince) {
        return OnLoop.of(loop, appender.append(record, timedSince))
                .thenApply(
                        appended -> {
                            if (!LogPlace.isOwn(record.getEpoch())) {
                                seen(appended.partition(), appended.offset());
                            }
                            return appended.offset();
                        });
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
