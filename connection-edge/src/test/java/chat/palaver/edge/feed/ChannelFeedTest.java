package chat.palaver.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.frames.CloseCode;
import chat.palaver.schemas.proto.ChannelCreated;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Member;
import chat.palaver.schemas.proto.MemberRemoved;
import chat.palaver.schemas.proto.MemberSet;
import chat.palaver.schemas.proto.Message;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A feed that is behind, and sessions that come to it before it has caught up. */
class ChannelFeedTest {
    private final String channel = Ids.newChannel();
    private final String owner = Ids.newUser();
    private final String bob = Ids.newUser();
    private final List<String> sent = new ArrayList<>();
    private final CompletableFuture<Void> folded = new CompletableFuture<>();
    private final List<Subscriber> sessions = new ArrayList<>();
    private final ChannelFeed feed =
            new ChannelFeed(
                    new FeedContext(
                            new Immediately(),
                            null,
                            new RecordFrames(),
                            user -> user.equals(bob) ? sessions : List.of(),
                            new RecentBudget(),
                            new FeedCounters(),
                            Clock.systemUTC()),
                    0,
                    new ChannelFold(ChannelSnapshot.empty(channel)),
                    new Surroundings());
    private final List<Long> movedTo = new ArrayList<>();
    private int overflows;
    private long offset;

    @Test
    void givesASessionNothingAgainThatItHadBeforeTheFeedFoldedHisJoining() {
        create();
        Subscriber session = session(Map.of(channel, Position.of(0, 2)));

        join();
        say("had already");
        say("new");
        folded.complete(null);
        feed.attachAfter(session, Position.of(0, 2));

        assertThat(sent).noneMatch(frame -> frame.contains("had already"));
        assertThat(sent).noneMatch(frame -> frame.contains("\"added\""));
        assertThat(sent).filteredOn(frame -> frame.contains("\"new\"")).hasSize(1);
        assertThat(sent).filteredOn(frame -> frame.contains("caughtUp")).hasSize(1);
    }

    @Test
    void givesASessionWhatItMissedBeforeItsUserLeftAndJoinedAgain() {
        create();
        join();
        say("seen");
        say("missed");
        leave();
        session(Map.of(channel, Position.of(0, 2)));

        join();

        assertThat(sent).filteredOn(frame -> frame.contains("missed")).hasSize(1);
        assertThat(sent).filteredOn(frame -> frame.contains("\"added\"")).hasSize(1);
        assertThat(sent).noneMatch(frame -> frame.contains("seen"));
    }

    @Test
    void tellsASessionThatKnowsNothingOfTheChannelHisJoiningFirst() {
        create();
        session(Map.of());

        join();
        say("hello");

        assertThat(sent).hasSize(3);
        assertThat(sent.get(0)).contains("\"added\"");
        assertThat(sent.get(1)).contains("caughtUp");
        assertThat(sent.get(2)).contains("hello");
    }

    private Subscriber session(Map<String, Long> resume) {
        Subscriber session = new Subscriber("s", bob, "d", new Sink(), new ResumePoints(resume));
        sessions.add(session);
        return session;
    }

    private void create() {
        apply(
                record().setCreated(
                                ChannelCreated.newBuilder()
                                        .setKind(Kind.GROUP.toProto())
                                        .setTitle("t")
                                        .addMembers(member(owner, Role.OWNER))));
    }

    private static Member member(String user, Role role) {
        return Member.newBuilder().setUserId(user).setRole(role.toProto()).build();
    }

    private void join() {
        apply(
                record().setMemberSet(
                                MemberSet.newBuilder()
                                        .setUserId(bob)
                                        .setRole(Role.MEMBER.toProto())));
    }

    private void leave() {
        apply(record().setMemberRemoved(MemberRemoved.newBuilder().setUserId(bob)));
    }

    private void say(String text) {
        apply(record().setMessage(Message.newBuilder().setText(text)));
    }

    private ChannelRecord.Builder record() {
        return ChannelRecord.newBuilder()
                .setChannelId(channel)
                .setSender(owner)
                .setId("id" + offset);
    }

    private void apply(ChannelRecord.Builder record) {
        feed.apply(new LogRecord(channel, offset, offset, record.build().toByteString()));
        offset++;
    }

    private final class Sink implements FrameSink {
        @Override
        public void send(EncodedFrame frame) {
            sent.add(StandardCharsets.UTF_8.decode(frame.bytes()).toString());
        }

        @Override
        public long queuedBytes() {
            return 0;
        }

        @Override
        public void close(CloseCode code) {
            throw new AssertionError("closed with " + code);
        }
    }

    private static final class Immediately implements Loop {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void after(Duration delay, Runnable task) {
            throw new AssertionError("nothing is waited for");
        }

        @Override
        public long nanoTime() {
            return 0;
        }
    }

    private final class Surroundings implements ChannelFeed.Surroundings {
        @Override
        public CompletionStage<Void> barrier(ChannelFeed asking) {
            return folded;
        }

        @Override
        public void moved(ChannelFeed moving) {
            movedTo.add(moving.place().epoch());
        }

        @Override
        public void overflowed(ChannelFeed lost) {
            overflows++;
        }
    }
}
