package chat.palaver.store;

import chat.palaver.store.StoreUnavailable.Reason;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables, in ScyllaDB or Cassandra. One for a process; safe for use by many threads.
 *
 * <p>Nothing here blocks but {@link #open} and {@link #close}. Stages complete on the driver's few
 * threads: who does more than a little with the result goes on with {@code thenApplyAsync} on an
 * executor of his own. They fail with {@link StoreUnavailable} at once while the store is away; the
 * connections come back by themselves, at most about two seconds after it does.
 */
public final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);
    private static final Duration RETRY_FIRST = Duration.ofMillis(250);
    private static final Duration RETRY_AT_MOST = Duration.ofSeconds(2);

    /** Reads of message bodies under way at one time in this process; each up to 3 MB. */
    private static final int MAX_BULK_READS = 16;

    private final CqlSession session;
    private final Cql cql;
    private final PreparedStatement probe;
    private final Users users;
    private final Usernames usernames;
    private final Devices devices;
    private final PushRegistrations pushRegistrations;
    private final Channels channels;
    private final Members members;
    private final UserChannels userChannels;
    private final Messages messages;
    private final MessageIds messageIds;
    private final ChannelHeads channelHeads;
    private final ReadPositions readPositions;
    private final SinkProgress sinkProgress;
    private final ChannelProgress channelProgress;
    private final OwnLogs ownLogs;
    private final UnreadCounts unreadCounts;
    private final ChannelSnapshots snapshots;

    private Store(CqlSession session, StoreSettings settings) {
        this.session = session;
        cql = new Cql(session, gate(settings.maxInFlight(), settings));
        Cql bulk = new Cql(session, gate(MAX_BULK_READS, settings));
        probe = cql.prepare("SELECT version FROM schema_versions WHERE version = 1");
        users = new Users(cql);
        usernames = new Usernames(cql);
        devices = new Devices(cql);
        pushRegistrations = new PushRegistrations(cql);
        channels = new Channels(cql);
        members = new Members(cql);
        userChannels = new UserChannels(cql);
        messages = new Messages(cql, bulk);
        messageIds = new MessageIds(cql);
        channelHeads = new ChannelHeads(cql);
        readPositions = new ReadPositions(cql);
        sinkProgress = new SinkProgress(cql);
        channelProgress = new ChannelProgress(sinkProgress, channels);
        ownLogs = new OwnLogs(cql);
        unreadCounts = new UnreadCounts(messages);
        snapshots = new ChannelSnapshots(channels, members, messages);
    }

    /**
     * Connects, waiting for the store to come up, and creates or upgrades keyspace and tables.
     *
     * @param within how long to try
     * @throws StoreUnavailable if the store did not answer by then
     * @throws IllegalStateException if it will not serve us: a refused login, a foreign schema
     */
    public static Store open(StoreSettings settings, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        BooleanSupplier inTime = () -> System.nanoTime() < deadline;
        Duration pause = RETRY_FIRST;
        while (true) {
            try {
                return openOnce(settings, inTime);
            } catch (RuntimeException e) {
                Throwable failure = DriverFailures.translate(e);
                if (!(failure instanceof StoreUnavailable unavailable)) {
                    throw refusal(e);
                }
                if (!inTime.getAsBoolean()) {
                    throw new StoreUnavailable(
                            unavailable.reason(),
                            "No answer from the store at "
                                    + settings.contactPoints()
                                    + " (data centre "
                                    + settings.datacenter()
                                    + ") within "
                                    + within,
                            e);
                }
                LOG.atInfo()
                        .addKeyValue("contactPoints", settings.contactPoints())
                        .addKeyValue("reason", unavailable.reason())
                        .log("waiting for the store");
            }
            sleep(pause);
            pause = doubled(pause);
        }
    }

    private static RequestGate gate(int maxInFlight, StoreSettings settings) {
        return new RequestGate(
                maxInFlight, settings.maxQueued(), settings.requestTimeout(), System::nanoTime);
    }

    private static Store openOnce(StoreSettings settings, BooleanSupplier inTime) {
        CqlSession session = new Sessions(settings).open();
        try {
            new Schema(session).apply(inTime);
            return new Store(session, settings);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static RuntimeException refusal(RuntimeException cause) {
        return DriverFailures.isRefusedLogin(cause)
                ? new IllegalStateException("The store refused our user and password", cause)
                : cause;
    }

    private static Duration doubled(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(RETRY_AT_MOST) < 0 ? twice : RETRY_AT_MOST;
    }

    private static void sleep(Duration pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(Reason.CLOSED, "Interrupted while opening the store", e);
        }
    }

    /** Completes if the store answers as it must to serve the tables; fails otherwise. */
    public CompletionStage<Void> probe() {
        return cql.execute(probe.bind()).thenApply(result -> null);
    }

    public Users users() {
        return users;
    }

    public Usernames usernames() {
        return usernames;
    }

    public Devices devices() {
        return devices;
    }

    public PushRegistrations pushRegistrations() {
        return pushRegistrations;
    }

    public Channels channels() {
        return channels;
    }

    public Members members() {
        return members;
    }

    public UserChannels userChannels() {
        return userChannels;
    }

    public Messages messages() {
        return messages;
    }

    public MessageIds messageIds() {
        return messageIds;
    }

    public ChannelHeads channelHeads() {
        return channelHeads;
    }

    public ReadPositions readPositions() {
        return readPositions;
    }

    public SinkProgress sinkProgress() {
        return sinkProgress;
    }

    public ChannelProgress channelProgress() {
        return channelProgress;
    }

    public OwnLogs ownLogs() {
        return ownLogs;
    }

    public UnreadCounts unreadCounts() {
        return unreadCounts;
    }

    public ChannelSnapshots snapshots() {
        return snapshots;
    }

    /** Ends all connections; what is under way fails. */
    @Override
    public void close() {
        session.close();
    }
}
