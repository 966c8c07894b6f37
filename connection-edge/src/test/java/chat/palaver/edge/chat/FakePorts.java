package chat.palaver.edge.chat;

import chat.palaver.edge.feed.FakeLog;
import chat.palaver.edge.feed.FakeOwnLogs;
import chat.palaver.edge.feed.Loop;
import chat.palaver.kit.token.AccessClaims;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.fold.KeptId;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Heartbeat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An outside in which everything answers at once, unless it is said to be away. */
final class FakePorts implements ChatPorts {
    final Set<String> devices = new HashSet<>();
    final List<String> channels = new ArrayList<>();
    final List<Heartbeat> heartbeats = new ArrayList<>();
    int deviceLooks;
    int reads;
    AccessClaims claims;
    boolean kafkaAway;
    private final Loop loop;
    private final FakeLog log;
    private final FakeOwnLogs ownLogs;
    private final List<Runnable> unacknowledged = new ArrayList<>();

    /** Appends reach the log, and nobody is told before {@link #acknowledge}. */
    boolean acknowledgesLater;

    FakePorts(Loop loop, FakeLog log, FakeOwnLogs ownLogs) {
        this.loop = loop;
        this.log = log;
        this.ownLogs = ownLogs;
    }

    /** What a look-up of an old id comes to; null if the sink is behind. */
    CompletableFuture<Optional<KeptId>> oldIdFound;

    void acknowledge() {
        List.copyOf(unacknowledged).forEach(Runnable::run);
        unacknowledged.clear();
    }

    @Override
    public AccessClaims verify(String token) {
        return claims;
    }

    @Override
    public CompletionStage<Boolean> deviceExists(String user, String device) {
        deviceLooks++;
        return soon(devices.contains(device));
    }

    @Override
    public CompletionStage<List<String>> channelsOf(String user) {
        return soon(List.copyOf(channels));
    }

    @Override
    public CompletionStage<Standing> standing(String user, String channel) {
        return soon(new Standing(true, true));
    }

    @Override
    public boolean isOld(String id) {
        return id.startsWith("old");
    }

    @Override
    public CompletionStage<Optional<KeptId>> oldId(String channel, String sender, String id) {
        if (oldIdFound != null) {
            return oldIdFound;
        }
        CompletableFuture<Optional<KeptId>> unknown = new CompletableFuture<>();
        loop.execute(() -> unknown.completeExceptionally(new IllegalStateException("behind")));
        return unknown;
    }

    @Override
    public CompletionStage<Long> append(ChannelRecord record, long timedSince) {
        LogPlace place = new LogPlace(record.getChannelId(), record.getEpoch());
        long offset =
                place.isOwn()
                        ? ownLogs.append(place, record.toByteString())
                        : log.append(record.getChannelId(), record.toByteString());
        if (!acknowledgesLater) {
            return fromKafka(offset);
        }
        CompletableFuture<Long> later = new CompletableFuture<>();
        unacknowledged.add(() -> later.complete(offset));
        return later;
    }

    @Override
    public CompletionStage<Long> userInterest(int partition, List<String> users, boolean on) {
        return fromKafka(7L);
    }

    @Override
    public CompletionStage<Void> read(String user, String channel, long position) {
        reads++;
        return fromKafka(null);
    }

    @Override
    public CompletionStage<?> heartbeat(int partition, Heartbeat heartbeat) {
        heartbeats.add(heartbeat);
        return fromKafka(null);
    }

    private <T> CompletionStage<T> fromKafka(T value) {
        if (!kafkaAway) {
            return soon(value);
        }
        CompletableFuture<T> failed = new CompletableFuture<>();
        loop.execute(() -> failed.completeExceptionally(new IllegalStateException("away")));
        return failed;
    }

    private <T> CompletionStage<T> soon(T value) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> done.complete(value));
        return done;
    }
}
