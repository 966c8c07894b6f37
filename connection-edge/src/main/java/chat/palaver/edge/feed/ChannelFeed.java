package chat.palaver.edge.feed;

import chat.palaver.edge.feed.RecentRecords.Recent;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.fold.KeptId;
import chat.palaver.schemas.fold.MemberChange;
import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.frames.CloseCode;
import chat.palaver.schemas.frames.ServerFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The live state of one channel that has sessions on this edge: folds its records in log order,
 * sends each kept one to the sessions of those who are members at that point, and answers the
 * senders whose own record has come round. Runs on the loop.
 */
public final class ChannelFeed {
    private static final int PAGE = 100;

    /** To more sessions than this a message is written beside everything else. */
    static final int MANY = 64;

    /** Most records and bytes of a later stretch that wait for the end of this one. */
    static final int MOST_AHEAD = 10_000;

    static final long MOST_AHEAD_BYTES = 16 << 20;
    private static final long QUEUE_ENOUGH_BYTES = 256 << 10;
    private static final Duration BUSY = Duration.ofMillis(20);

    /** Longest time in which a session that catches up takes nothing of what is queued to it. */
    static final Duration NO_PROGRESS = Duration.ofSeconds(60);

    private static final long MOST_BUSY_LOOKS = NO_PROGRESS.dividedBy(BUSY);
    private static final Duration BEHIND = Duration.ofMillis(50);
    private static final Duration STORE_AWAY = Duration.ofMillis(500);

    private final FeedContext context;
    private final int partition;
    private final ChannelFold fold;
    private final Surroundings surroundings;
    private final RecentRecords recent;
    private final Set<Subscriber> live = new LinkedHashSet<>();
    private final Map<Subscriber, Attachment> catchingUp = new LinkedHashMap<>();
    private final NavigableMap<Long, List<Awaited>> awaited = new TreeMap<>();
    private final Map<String, Long> reads = new HashMap<>();

    /** Records of a later stretch, in the order in which they came; the end of this one is due. */
    private final Deque<LogRecord> ahead = new ArrayDeque<>();

    private long aheadBytes;
    private boolean forgotten;

    /** What a feed asks of those who give it its records. */
    interface Surroundings {
        /**
         * Completes when the feed has folded everything that stood in the log when this was asked.
         */
        CompletionStage<Void> barrier(ChannelFeed feed);

        /** The log goes on elsewhere from here: see {@link ChannelFeed#place}. */
        void moved(ChannelFeed feed);

        /** More of a later stretch has come than can wait: the feed must be given up. */
        void overflowed(ChannelFeed feed);
    }

    /** A feed that goes on from a fold. */
    ChannelFeed(FeedContext context, int partition, ChannelFold fold, Surroundings surroundings) {
        this.surroundings = surroundings;
        this.context = context;
        this.partition = partition;
        this.fold = fold;
        this.recent = new RecentRecords(fold.head(), context.recent());
    }

    public String channel() {
        return fold.channel();
    }

    public Optional<Membership> member(String user) {
        return fold.member(user);
    }

    public boolean closed() {
        return fold.deleted();
    }

    public Optional<KeptId> keptId(String sender, String id) {
        return fold.keptId(sender, id);
    }

    /** How many ids are remembered. */
    int keptIds() {
        return fold.keptIds();
    }

    public long head() {
        return fold.head();
    }

    /**
     * Where the log goes on: what is appended for this place counts, until it goes on elsewhere.
     */
    public LogPlace place() {
        return fold.place();
    }

    /** The offset in {@link #place} from which it goes on. */
    long nextOffset() {
        return Position.offset(fold.through()) + 1;
    }

    boolean isAwaiting() {
        return !awaited.isEmpty();
    }

    public boolean isIdle() {
        return live.isEmpty() && catchingUp.isEmpty() && awaited.isEmpty();
    }

    public boolean isAttached(Subscriber subscriber) {
        return live.contains(subscriber) || catchingUp.containsKey(subscriber);
    }

    /** Folds the next record; one at or below the last is ignored. */
    void apply(LogRecord record) {
        if (forgotten) {
            // Read for all that were live when the reading began; another feed may have it by now.
            return;
        }
        Folded folded = fold.apply(record.position(), record.time(), record.value());
        if (folded instanceof Folded.Kept kept) {
            context.counters().kept().increment();
            context.hops().folded();
            recent.add(kept, fold.title());
            deliver(kept);
        } else if (folded instanceof Folded.Copy) {
            context.counters().copies().increment();
        } else if (folded instanceof Folded.Ahead) {
            hold(record);
        } else if (folded instanceof Folded.Moved) {
            move();
        } else if (!(folded instanceof Folded.Stale)) {
            context.counters().skipped().increment();
        }
        answerThrough(fold.through());
    }

    private void hold(LogRecord record) {
        ahead.addLast(record);
        aheadBytes += record.value().size();
        if (ahead.size() > MOST_AHEAD || aheadBytes > MOST_AHEAD_BYTES) {
            ahead.clear();
            aheadBytes = 0;
            surroundings.overflowed(this);
        }
    }

    /** Goes on with what has come of the next stretch already. */
    private void move() {
        context.counters().moves().increment();
        List<LogRecord> waiting = List.copyOf(ahead);
        ahead.clear();
        aheadBytes = 0;
        // Before anybody else can bring what comes behind it.
        waiting.forEach(this::apply);
        surroundings.moved(this);
    }

    /**
     * Tells the outcome of an own append once its record has been folded.
     *
     * @param position where the record was appended
     */
    public void await(long position, String sender, String id, Outcome outcome) {
        awaited.computeIfAbsent(position, p -> new ArrayList<>())
                .add(new Awaited(sender, id, outcome));
        answerThrough(fold.through());
    }

    boolean isAwaited(long position) {
        return awaited.containsKey(position);
    }

    private void answerThrough(long through) {
        while (!awaited.isEmpty() && awaited.firstKey() <= through) {
            Map.Entry<Long, List<Awaited>> due = awaited.pollFirstEntry();
            due.getValue().forEach(one -> answer(one, due.getKey()));
        }
    }

    private void answer(Awaited one, long appended) {
        KeptId first = fold.keptId(one.sender(), one.id()).orElse(null);
        if (first != null) {
            one.outcome().folded(first, first.position() != appended);
        } else if (Position.epoch(appended) < fold.epoch()) {
            one.outcome().moved();
        } else {
            one.outcome().unknown();
        }
    }

    /** Nobody will come to this feed any more. */
    void forget() {
        forgotten = true;
        recent.forget();
    }

    /**
     * This feed can go on no more: lets go of its sessions, which come again and find another, and
     * of the senders who wait.
     */
    void abandon(CloseCode code) {
        forget();
        List<Subscriber> sessions = new ArrayList<>(live);
        sessions.addAll(catchingUp.keySet());
        List<Awaited> senders = awaited.values().stream().flatMap(List::stream).toList();
        sessions.forEach(this::detach);
        awaited.clear();
        senders.forEach(one -> one.outcome().unknown());
        sessions.forEach(session -> session.sink().close(code));
    }

    /** Attaches a session that wants what comes from now on. */
    public void attachNow(Subscriber subscriber) {
        if (!isAttached(subscriber) && fold.member(subscriber.user()).isPresent()) {
            live.add(subscriber);
            subscriber.attachedTo(this);
            caughtUp(subscriber);
        }
    }

    /** Attaches a session that has everything up to a position. */
    public void attachAfter(Subscriber subscriber, long position) {
        subscriber.resume().take(channel());
        attach(Attachment.after(subscriber, position));
    }

    /** Attaches a session whose user joined by the record at a position. */
    public void attachJoined(Subscriber subscriber, long position) {
        attach(resumed(subscriber).orElseGet(() -> Attachment.joined(subscriber, position)));
    }

    /** A session that wants to go on and has not been let in yet, whoever comes to it first. */
    private Optional<Attachment> resumed(Subscriber subscriber) {
        OptionalLong after = subscriber.resume().take(channel());
        return after.isEmpty()
                ? Optional.empty()
                : Optional.of(Attachment.after(subscriber, after.getAsLong()));
    }

    private void attach(Attachment attachment) {
        if (!isAttached(attachment.subscriber())) {
            catchingUp.put(attachment.subscriber(), attachment);
            attachment.subscriber().attachedTo(this);
            catchUp(attachment);
        }
    }

    public void detach(Subscriber subscriber) {
        if (isAttached(subscriber)) {
            live.remove(subscriber);
            catchingUp.remove(subscriber);
            subscriber.detachedFrom(this);
        }
    }

    /** Tells everybody how far a member has read, if that is farther than before. */
    public void read(String user, long position) {
        if (fold.member(user).isPresent() && position > reads.getOrDefault(user, 0L)) {
            reads.put(user, position);
            EncodedFrame frame =
                    context.frames().encode(new ServerFrame.Read(channel(), user, position));
            live.forEach(subscriber -> subscriber.sink().send(frame));
        }
    }

    private void deliver(Folded.Kept kept) {
        if (RecordFrames.isMessage(kept.record())) {
            EncodedFrame frame = context.hops().timed(message(kept), live.size());
            boolean many = live.size() > MANY;
            for (Subscriber subscriber : live) {
                if (many) {
                    subscriber.sink().sendAmongMany(frame);
                } else {
                    subscriber.sink().send(frame);
                }
            }
            context.counters().delivered().add(live.size());
            return;
        }
        Map<Role, EncodedFrame> forms = new HashMap<>();
        for (Subscriber subscriber : List.copyOf(live)) {
            Role role = fold.member(subscriber.user()).map(Membership::role).orElse(null);
            subscriber.sink().send(forms.computeIfAbsent(role, r -> change(kept, fold.title(), r)));
            if (role == null) {
                detach(subscriber);
            }
        }
        context.counters().delivered().add(live.size());
        kept.changes().stream().filter(MemberChange::joins).forEach(join -> join(kept, join));
    }

    private void join(Folded.Kept kept, MemberChange join) {
        for (Subscriber subscriber : context.sessionsOf().apply(join.user())) {
            if (isAttached(subscriber)) {
                continue;
            }
            Optional<Attachment> resumed = resumed(subscriber);
            if (resumed.isPresent()) {
                attach(resumed.get());
            } else {
                subscriber.sink().send(change(kept, fold.title(), join.after()));
                live.add(subscriber);
                subscriber.attachedTo(this);
                caughtUp(subscriber);
            }
        }
    }

    private void delivered(Attachment attachment, long position) {
        context.counters().delivered().increment();
        attachment.advanceTo(position);
        if (attachment.toLive(position)) {
            caughtUp(attachment.subscriber(), position);
        }
    }

    private void caughtUp(Subscriber subscriber) {
        caughtUp(subscriber, fold.head());
    }

    private void caughtUp(Subscriber subscriber, long position) {
        ServerFrame.CaughtUp frame = new ServerFrame.CaughtUp(channel(), position);
        subscriber.sink().send(context.frames().encode(frame));
    }

    private EncodedFrame message(Folded.Kept kept) {
        return context.frames().message(kept.position(), kept.prev(), kept.time(), kept.record());
    }

    private EncodedFrame change(Folded.Kept kept, String title, Role role) {
        String reason =
                kept.changes().isEmpty()
                        ? RecordFrames.reason(kept.record())
                        : kept.changes().get(0).reason();
        return context.frames()
                .change(
                        kept.position(),
                        kept.prev(),
                        kept.time(),
                        kept.record(),
                        fold.kind(),
                        title,
                        role,
                        reason);
    }

    /** One step of a session's way to the head, at the pace at which it takes what it is sent. */
    private void catchUp(Attachment attachment) {
        if (catchingUp.get(attachment.subscriber()) != attachment) {
            return;
        }
        if (isBusy(attachment.subscriber())) {
            waitForSession(attachment);
        } else if (attachment.cursor() > fold.through()) {
            waitForFeed(attachment);
        } else if (attachment.cursor() >= recent.floor()) {
            catchUpFromRecent(attachment);
        } else {
            catchUpFromHistory(attachment);
        }
    }

    /**
     * Nothing is kept for it meanwhile: it goes on from where it stands. Who takes nothing at all
     * for long is cut off, or he could hold on to what is queued for ever.
     */
    private void waitForSession(Attachment attachment) {
        FrameSink sink = attachment.subscriber().sink();
        if (attachment.busy(sink.queuedBytes()) > MOST_BUSY_LOOKS) {
            detach(attachment.subscriber());
            sink.close(CloseCode.SLOW_CONSUMER);
        } else {
            context.loop().after(BUSY, () -> catchUp(attachment));
        }
    }

    /**
     * A session that has seen more than this feed: it must not see that again. The feed reads to
     * where the log ends now; a position beyond even that was never given to anybody.
     */
    private void waitForFeed(Attachment attachment) {
        surroundings
                .barrier(this)
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                context.loop().after(BEHIND, () -> catchUp(attachment));
                            } else {
                                attachment.atMost(fold.through());
                                catchUp(attachment);
                            }
                        });
    }

    /** Whether it has enough to do: what is sent on top of that would make it a slow consumer. */
    private static boolean isBusy(Subscriber subscriber) {
        return subscriber.sink().queuedBytes() > QUEUE_ENOUGH_BYTES;
    }

    private void catchUpFromRecent(Attachment attachment) {
        Subscriber subscriber = attachment.subscriber();
        String user = subscriber.user();
        boolean memberNow = fold.member(user).isPresent();
        for (Recent seen : recent.visibleTo(user, memberNow, attachment.cursor())) {
            if (isBusy(subscriber)) {
                waitForSession(attachment);
                return;
            }
            boolean message = RecordFrames.isMessage(seen.record());
            subscriber.sink().send(message ? message(seen.kept()) : change(seen, attachment));
            delivered(attachment, seen.position());
        }
        if (memberNow) {
            catchingUp.remove(subscriber);
            live.add(subscriber);
            if (!attachment.isLive()) {
                caughtUp(subscriber);
            }
        } else if (attachment.leftTold()) {
            detach(subscriber);
        } else {
            tellLeft(attachment);
        }
    }

    private EncodedFrame change(Recent seen, Attachment attachment) {
        Folded.Kept kept = seen.kept();
        String user = attachment.subscriber().user();
        Optional<MemberChange> own =
                kept.changes().stream().filter(c -> c.user().equals(user)).findFirst();
        if (own.isPresent() && own.get().leaves()) {
            attachment.tellLeft();
            return change(kept, seen.title(), null);
        }
        Role role = own.map(MemberChange::after).orElseGet(() -> roleNow(user));
        return change(kept, seen.title(), role);
    }

    private Role roleNow(String user) {
        return fold.member(user).map(Membership::role).orElse(Role.MEMBER);
    }

    /**
     * A session resumed a channel that its user had left before: it is told what the channel was
     * called then, and nothing of what came later.
     */
    private void tellLeft(Attachment attachment) {
        ChannelTables tables = context.tables();
        tables.memberships(channel(), attachment.subscriber().user())
                .thenApply(ChannelFeed::left)
                .thenCompose(
                        left ->
                                tables.title(channel(), left)
                                        .thenApply(title -> left(attachment, left, title)))
                .whenComplete(
                        (frame, failure) -> {
                            if (catchingUp.get(attachment.subscriber()) != attachment) {
                                return;
                            }
                            if (failure != null) {
                                context.loop().after(STORE_AWAY, () -> catchUp(attachment));
                            } else {
                                detach(attachment.subscriber());
                                attachment.subscriber().sink().send(frame);
                            }
                        });
    }

    /** Fails while the tables do not say yet that a membership has ended. */
    private static long left(List<Interval> times) {
        long left = times.isEmpty() ? Long.MAX_VALUE : times.get(times.size() - 1).left();
        if (left == Long.MAX_VALUE) {
            throw new IllegalStateException("the tables are behind the log");
        }
        return left;
    }

    private EncodedFrame left(Attachment attachment, long position, String title) {
        return context.frames()
                .encode(
                        new ServerFrame.Channel(
                                channel(),
                                fold.kind().wireName(),
                                title,
                                null,
                                fold.deleted() ? "deleted" : "left",
                                attachment.subscriber().user(),
                                null,
                                Math.max(position, attachment.resumed()),
                                Position.NONE,
                                context.clock().millis()));
    }

    private void catchUpFromHistory(Attachment attachment) {
        context.counters().historyPages().increment();
        ChannelTables tables = context.tables();
        String user = attachment.subscriber().user();
        long after = attachment.cursor();
        tables.progress(partition)
                .thenCompose(next -> tables.through(channel(), next))
                .thenCompose(
                        done -> {
                            long through = Math.min(done, recent.floor());
                            return tables.records(channel(), after, through, PAGE)
                                    .thenCombine(
                                            tables.memberships(channel(), user),
                                            (stored, times) ->
                                                    new Page(stored, times, after, through));
                        })
                .thenCombine(
                        titleAt(attachment),
                        (page, title) -> {
                            attachment.titled(title);
                            return page;
                        })
                .whenComplete(
                        (page, failure) -> {
                            if (failure != null) {
                                context.loop().after(STORE_AWAY, () -> catchUp(attachment));
                            } else {
                                sendPage(attachment, page);
                            }
                        });
    }

    private CompletionStage<String> titleAt(Attachment attachment) {
        return attachment
                .title()
                .<CompletionStage<String>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> context.tables().title(channel(), attachment.cursor()));
    }

    private void sendPage(Attachment attachment, Page page) {
        Subscriber subscriber = attachment.subscriber();
        if (catchingUp.get(subscriber) != attachment) {
            return;
        }
        for (StoredRecord row : page.rows()) {
            if (isBusy(subscriber)) {
                // The rest of the page is read again: kept for the deaf it would fill the memory.
                waitForSession(attachment);
                return;
            }
            RecordFrames.titleGiven(row.record()).ifPresent(attachment::titled);
            if (page.times().stream().anyMatch(time -> time.contains(row.position()))) {
                subscriber.sink().send(stored(row, attachment, page.times()));
                delivered(attachment, row.position());
            }
            attachment.advanceTo(row.position());
        }
        endPage(attachment, page);
    }

    private void endPage(Attachment attachment, Page page) {
        if (!page.stored().more()) {
            attachment.advanceTo(page.through());
        }
        if (!page.advances()) {
            // The sink is behind what this feed still remembers: its rows will come.
            context.loop().after(BEHIND, () -> catchUp(attachment));
        } else {
            catchUp(attachment);
        }
    }

    private EncodedFrame stored(StoredRecord row, Attachment attachment, List<Interval> times) {
        if (RecordFrames.isMessage(row.record())) {
            return context.frames().message(row.position(), row.prev(), row.time(), row.record());
        }
        String user = attachment.subscriber().user();
        boolean out = times.stream().anyMatch(time -> time.left() == row.position());
        if (out) {
            attachment.tellLeft();
        }
        Role role = out ? null : RecordFrames.roleGiven(row.record(), user).orElse(roleNow(user));
        return context.frames()
                .change(
                        row.position(),
                        row.prev(),
                        row.time(),
                        row.record(),
                        fold.kind(),
                        attachment.title().orElseThrow(),
                        role,
                        RecordFrames.reason(row.record()));
    }

    /** A page as asked for: what stands above {@code after}, through {@code through}. */
    private record Page(StoredPage stored, List<Interval> times, long after, long through) {
        List<StoredRecord> rows() {
            return stored.rows();
        }

        boolean advances() {
            return !rows().isEmpty() || through > after;
        }
    }

    private record Awaited(String sender, String id, Outcome outcome) {}
}
