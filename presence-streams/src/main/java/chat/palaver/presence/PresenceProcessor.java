package chat.palaver.presence;

import chat.palaver.presence.board.Links;
import chat.palaver.presence.board.PresenceBoard;
import chat.palaver.presence.board.PresenceRules;
import chat.palaver.presence.board.Watcher;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.DeliverySource;
import chat.palaver.schemas.proto.Forgotten;
import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.PresenceState;
import chat.palaver.schemas.proto.Started;
import chat.palaver.schemas.proto.Tick;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition's {@link PresenceBoard} in Kafka Streams. Streams may call {@link #init} again on
 * the same object after an error: each call is a new start of the task, which knows no watch, says
 * so to every edge before it says anything else, and numbers from 1.
 */
final class PresenceProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceProcessor.class);

    /** A tick that has not come back is waited for this many ticks, then sent again. */
    private static final int PATIENCE = 30;

    /** What a record (1 MiB) holds beside the reason and its own frame. */
    private static final int MOST_ASIDE_BYTES = (1 << 20) - 4096;

    /** Of a key that makes a record too large to be put aside. */
    private static final int MOST_KEY_BYTES = 1_000;

    private static final byte[] TICK =
            Heartbeat.newBuilder().setTick(Tick.getDefaultInstance()).build().toByteArray();

    private final PresenceRules rules;
    private final int slots;
    private final PresenceMetrics metrics;

    private ProcessorContext<byte[], Outgoing> context;
    private KeyValueStore<String, byte[]> known;
    private PresenceBoard board;
    private Links links;
    private int partition;
    private long incarnation;
    private boolean announced;
    private int ticksWaited;
    private long time;
    private Cancellable firstWord;

    PresenceProcessor(PresenceRules rules, int slots, PresenceMetrics metrics) {
        this.rules = rules;
        this.slots = slots;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> context) {
        this.context = context;
        known = context.getStateStore(PresenceTopology.KNOWN);
        board = new PresenceBoard(rules, new StoreMemory(), new SlotOutlet());
        links = new Links();
        partition = context.taskId().partition();
        incarnation = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        announced = false;
        ticksWaited = 0;
        restore();
        // Nothing can be written from here, so the announcement follows as soon as it can.
        firstWord =
                context.schedule(
                        Duration.ofMillis(1),
                        PunctuationType.WALL_CLOCK_TIME,
                        now -> announce(now));
        context.schedule(PresenceTopology.TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick(now));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        announce(record.timestamp());
        time = record.timestamp();
        metrics.read(context.currentSystemTimeMs() - time);
        Optional<Heartbeat> beat = parse(record);
        if (beat.isEmpty()) {
            return;
        }
        if (beat.get().hasTick()) {
            ticksWaited = 0;
        }
        if (!board.accept(beat.get(), time)) {
            metrics.stale();
        }
        publishSizes();
    }

    @Override
    public void close() {
        metrics.released(partition);
    }

    private void restore() {
        try (KeyValueIterator<String, byte[]> all = known.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                stored(entry.value).ifPresent(board::restore);
            }
        }
        publishSizes();
    }

    private void announce(long now) {
        if (announced) {
            return;
        }
        announced = true;
        firstWord.cancel();
        Delivery started = speech().setStarted(Started.getDefaultInstance()).build();
        context.forward(
                new Record<>(null, Outgoing.toEveryPartition(started.toByteArray()), now),
                PresenceTopology.DELIVERIES);
        metrics.started();
        LOG.atInfo()
                .addKeyValue("partition", partition)
                .addKeyValue("incarnation", incarnation)
                .addKeyValue("present", board.present())
                .log("Presence of a partition is taken over");
    }

    /**
     * Moves time on through the log itself, one tick under way at a time: while Kafka is away none
     * pile up, and time stands still.
     */
    private void tick(long now) {
        announce(now);
        boolean underWay = ticksWaited > 0 && ticksWaited < PATIENCE;
        ticksWaited = underWay ? ticksWaited + 1 : 1;
        if (!underWay) {
            context.forward(
                    new Record<>(null, new Outgoing(partition, TICK), now), PresenceTopology.TICKS);
        }
    }

    private Optional<Heartbeat> parse(Record<byte[], byte[]> record) {
        try {
            Heartbeat beat =
                    Heartbeat.parseFrom(record.value() == null ? new byte[0] : record.value());
            String wrong = wrong(beat);
            if (wrong.isEmpty()) {
                return Optional.of(beat);
            }
            deadLetter(record, wrong);
        } catch (InvalidProtocolBufferException e) {
            deadLetter(record, "not a heartbeat");
        }
        return Optional.empty();
    }

    private String wrong(Heartbeat beat) {
        if (beat.hasTick()) {
            return "";
        }
        if (beat.getEdge().isEmpty()) {
            return "no edge";
        }
        return beat.getSlot() < 0 || beat.getSlot() >= slots ? "no such slot" : "";
    }

    private void deadLetter(Record<byte[], byte[]> record, String reason) {
        metrics.unparseable();
        LOG.atWarn()
                .addKeyValue("partition", partition)
                .addKeyValue("reason", reason)
                .log(
                        "A heartbeat was put into the dead letters: look at its header and its sender");
        boolean whole = bytes(record) <= MOST_ASIDE_BYTES;
        byte[] value = whole && record.value() != null ? record.value() : new byte[0];
        byte[] key = whole ? record.key() : cut(record.key());
        Headers headers = whole ? new RecordHeaders(record.headers()) : new RecordHeaders();
        headers.add("reason", reason.getBytes(StandardCharsets.UTF_8));
        context.forward(
                new Record<>(key, new Outgoing(partition, value), record.timestamp(), headers),
                PresenceTopology.DEAD_LETTERS);
    }

    private static long bytes(Record<byte[], byte[]> record) {
        long bytes = length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            bytes += header.key().length() * 3L + length(header.value());
        }
        return bytes;
    }

    private static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static byte[] cut(byte[] key) {
        return key == null ? null : Arrays.copyOf(key, Math.min(key.length, MOST_KEY_BYTES));
    }

    private Delivery.Builder speech() {
        return Delivery.newBuilder()
                .setSource(DeliverySource.DELIVERY_SOURCE_PRESENCE)
                .setPartition(partition)
                .setTaskIncarnation(incarnation);
    }

    private Optional<PresenceState> stored(byte[] value) {
        try {
            return Optional.of(PresenceState.parseFrom(value));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty(); // as if never seen: the next heartbeat puts it right
        }
    }

    private void publishSizes() {
        metrics.holds(
                partition,
                new PresenceMetrics.Sizes(board.present(), board.watched(), board.edges()));
    }

    /** The board's memory, in the task's store. */
    private final class StoreMemory implements PresenceBoard.Memory {
        @Override
        public Optional<PresenceState> find(String user) {
            byte[] value = known.get(user);
            return value == null ? Optional.empty() : stored(value);
        }

        @Override
        public void keep(PresenceState state) {
            known.put(state.getUserId(), state.toByteArray());
        }
    }

    /** The board's words, numbered and addressed. */
    private final class SlotOutlet implements PresenceBoard.Outlet {
        @Override
        public void written(PresenceState state) {
            metrics.written();
            context.forward(
                    new Record<>(
                            state.getUserId().getBytes(StandardCharsets.UTF_8),
                            new Outgoing(partition, state.toByteArray()),
                            time),
                    PresenceTopology.PRESENCE);
        }

        @Override
        public void told(Watcher watcher, PresenceState state) {
            metrics.told();
            deliver(watcher, speech().setPresence(state));
        }

        @Override
        public void forgotten(Watcher watcher) {
            metrics.forgotten();
            deliver(watcher, speech().setForgotten(Forgotten.getDefaultInstance()));
        }

        @Override
        public void refused(Watcher watcher, int watches) {
            metrics.refused(watches);
            LOG.atWarn()
                    .addKeyValue("edge", watcher.edge())
                    .addKeyValue("watches", watches)
                    .log("An edge watches more users of a partition than it may");
        }

        private void deliver(Watcher watcher, Delivery.Builder what) {
            Delivery delivery =
                    what.setEdge(watcher.edge())
                            .setEdgeIncarnation(watcher.incarnation())
                            .setNumber(links.next(watcher))
                            .build();
            context.forward(
                    new Record<>(
                            watcher.edge().getBytes(StandardCharsets.UTF_8),
                            new Outgoing(watcher.slot(), delivery.toByteArray()),
                            time),
                    PresenceTopology.DELIVERIES);
        }
    }
}
