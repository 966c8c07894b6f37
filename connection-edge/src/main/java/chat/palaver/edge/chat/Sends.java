package chat.palaver.edge.chat;

import chat.palaver.edge.feed.ChannelFeed;
import chat.palaver.edge.feed.ChannelPartition;
import chat.palaver.edge.feed.Deadlines;
import chat.palaver.edge.feed.Loop;
import chat.palaver.edge.feed.Outcome;
import chat.palaver.ingest.Commands;
import chat.palaver.ingest.SendLimiter;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.KeptId;
import chat.palaver.schemas.frames.ClientFrame;
import chat.palaver.schemas.frames.ErrorCode;
import chat.palaver.schemas.frames.ServerFrame;
import chat.palaver.schemas.proto.ChannelRecord;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * From a {@code send} to its {@code sent}: whether the user may, whether the id is known, the
 * append, and the answer when the feed has folded the record. A session's sends are appended in the
 * order in which they came. Runs on the loop.
 */
final class Sends {
    private static final long RETRY_AFTER_MILLIS = 500;

    /** What makes an old id unknown now, a sink that is behind, takes a while to pass. */
    private static final long RETRY_OLD_AFTER_MILLIS = 5_000;

    /**
     * Longest wait for a channel to become live or for its tables, before the answer is a retry.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Longest wait for an own record to come round once it stands in the log. Fan-out or no
     * fan-out, that takes a read of the log; whoever waits longer is told that he may ask again.
     */
    static final Duration ROUND = Duration.ofSeconds(30);

    private final ChatPorts ports;
    private final Function<String, ChannelPartition> partitions;
    private final LongAdder appendedAgain;
    private final SendLimiter limiter = SendLimiter.ofSends();
    private final Deadlines<Sending> patience;
    private final Deadlines<Sending> rounds;
    private final Flights flights = new Flights();
    private final HeldTexts heldTexts = new HeldTexts(HeldTexts.MOST_BYTES);

    /**
     * The sends of one edge.
     *
     * @param appendedAgain counts those that stood behind the end of their stretch
     */
    Sends(
            Loop loop,
            ChatPorts ports,
            Function<String, ChannelPartition> partitions,
            LongAdder appendedAgain) {
        this.ports = ports;
        this.partitions = partitions;
        this.appendedAgain = appendedAgain;
        patience = new Deadlines<>(loop, PATIENCE, Sending::isSettled, Sends::unavailable);
        rounds = new Deadlines<>(loop, ROUND, Sending::isAnswered, Sends::unavailable);
    }

    HeldTexts heldTexts() {
        return heldTexts;
    }

    /** Takes a send on. */
    void take(Sending sending) {
        long wait = limiter.take(sending.user());
        if (wait > 0) {
            sending.answer(failure(sending, ErrorCode.RATE_LIMITED, "too many sends", wait));
            return;
        }
        if (!Ids.isChannel(sending.channel())) {
            refuse(sending);
            return;
        }
        ChannelFeed feed = partition(sending).find(sending.channel()).orElse(null);
        if (feed != null && feed.member(sending.user()).isPresent()) {
            look(sending, feed);
            return;
        }
        patience.add(sending);
        ports.standing(sending.user(), sending.channel())
                .whenComplete(
                        (standing, failure) -> {
                            if (failure != null) {
                                unavailable(sending);
                            } else if (standing.member() || feed != null) {
                                partition(sending)
                                        .open(sending.channel())
                                        .thenAccept(opened -> settle(sending, opened));
                            } else {
                                refuse(sending);
                            }
                        });
    }

    /** Membership is asked of the log's end before a send is refused for the lack of it. */
    private void settle(Sending sending, ChannelFeed feed) {
        if (sending.isSettled()) {
            return;
        }
        if (feed.member(sending.user()).isPresent()) {
            look(sending, feed);
            return;
        }
        partition(sending)
                .barrier(sending.channel())
                .whenComplete(
                        (done, failure) -> {
                            boolean live =
                                    partition(sending).find(sending.channel()).orElse(null) == feed;
                            if (failure != null || !live) {
                                // One that was given up meanwhile knows nothing of what came since.
                                unavailable(sending);
                            } else if (feed.member(sending.user()).isPresent()) {
                                look(sending, feed);
                            } else {
                                refuse(sending);
                            }
                        });
    }

    private void look(Sending sending, ChannelFeed feed) {
        KeptId kept = feed.keptId(sending.user(), sending.id()).orElse(null);
        if (kept != null) {
            sent(sending, kept, true);
            return;
        }
        if (ports.isOld(sending.id())) {
            lookUp(sending);
        } else {
            append(sending, false);
        }
    }

    private void lookUp(Sending sending) {
        sending.beginLookup();
        ports.oldId(sending.channel(), sending.user(), sending.id())
                .whenComplete(
                        (found, failure) -> {
                            sending.endLookup();
                            if (failure != null) {
                                unavailable(sending, RETRY_OLD_AFTER_MILLIS);
                            } else if (found.isPresent()) {
                                sent(sending, found.get(), true);
                            } else {
                                append(sending, false);
                            }
                        });
    }

    /**
     * Appends where the feed says that the log goes on, if its sender is a member still: he may
     * have been removed while an old id was looked up, or while the log moved.
     *
     * @param stray whether it stands behind the end of an earlier stretch
     */
    private void append(Sending sending, boolean stray) {
        partition(sending)
                .open(sending.channel())
                .thenAccept(
                        feed -> {
                            if (feed.member(sending.user()).isEmpty()) {
                                refuse(sending);
                                return;
                            }
                            long epoch = feed.place().epoch();
                            flights.append(
                                    sending.channel(),
                                    epoch,
                                    stray,
                                    () -> appendFor(epoch, sending),
                                    () -> append(sending, stray));
                        });
    }

    private void appendFor(long epoch, Sending sending) {
        ClientFrame.Send frame = sending.frame().orElse(null);
        if (frame == null) {
            // Answered meanwhile, or there was no room for its text.
            unavailable(sending);
            flights.landed(sending.channel());
            return;
        }
        ChannelRecord record =
                Commands.message(
                        frame.channel(), sending.user(), frame.id(), frame.text(), frame.replyTo());
        ports.append(Commands.at(epoch, record), sending.timedSince())
                .whenComplete(
                        (offset, failure) -> {
                            if (failure != null) {
                                unavailable(sending);
                            } else {
                                await(sending, Position.of(epoch, offset));
                            }
                            flights.landed(sending.channel());
                        });
        sending.appended();
    }

    private void await(Sending sending, long position) {
        rounds.add(sending);
        partition(sending)
                .open(sending.channel())
                .thenAccept(
                        feed -> {
                            feed.await(position, sending.user(), sending.id(), outcome(sending));
                            partition(sending).expect(sending.channel(), position);
                        });
    }

    private Outcome outcome(Sending sending) {
        return new Outcome() {
            @Override
            public void folded(KeptId first, boolean copy) {
                sent(sending, first, copy);
            }

            @Override
            public void moved() {
                appendedAgain.increment();
                append(sending, true);
            }

            @Override
            public void unknown() {
                unavailable(sending);
            }
        };
    }

    private ChannelPartition partition(Sending sending) {
        return partitions.apply(sending.channel());
    }

    private static void sent(Sending sending, KeptId first, boolean copy) {
        sending.answer(
                new ServerFrame.Sent(
                        sending.id(), sending.channel(), first.position(), first.time(), copy));
    }

    private static void unavailable(Sending sending) {
        unavailable(sending, RETRY_AFTER_MILLIS);
    }

    private static void unavailable(Sending sending, long retryAfterMillis) {
        String detail = "not appended, or not known to be: send again with the same id";
        sending.answer(failure(sending, ErrorCode.UNAVAILABLE, detail, retryAfterMillis));
    }

    private static void refuse(Sending sending) {
        sending.answer(failure(sending, ErrorCode.NOT_A_MEMBER, "not a member", 0));
    }

    private static ServerFrame.Failure failure(
            Sending sending, ErrorCode code, String detail, long retryAfterMillis) {
        return new ServerFrame.Failure(code, detail, sending.id(), retryAfterMillis);
    }
}
