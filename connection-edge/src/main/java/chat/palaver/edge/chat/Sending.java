package chat.palaver.edge.chat;

import chat.palaver.edge.feed.LiveHops;
import chat.palaver.schemas.frames.ClientFrame;
import chat.palaver.schemas.frames.ServerFrame;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One send on its way: holds its session's next frame back until this one has been appended or
 * answered, so that what a client says in order is appended in order; repeats of old messages
 * aside. Answered once. Runs on the loop.
 */
final class Sending {
    private final ChatSession session;
    private final String channel;
    private final String id;
    private final Consumer<ServerFrame> reply;
    private final long arrived;
    private final HeldTexts held;
    private ClientFrame.Send said;
    private int heldBytes;
    private Runnable next;
    private boolean appended;
    private boolean answered;

    /**
     * A send.
     *
     * @param arrived when its frame did, by the clock of {@link LiveHops}
     * @param held room for texts that may have to be appended again
     * @param next lets the session's next frame in; run once
     */
    Sending(
            ChatSession session,
            ClientFrame.Send frame,
            long arrived,
            HeldTexts held,
            Consumer<ServerFrame> reply,
            Runnable next) {
        this.arrived = arrived;
        this.held = held;
        this.session = session;
        this.channel = frame.channel();
        this.id = frame.id();
        this.said = frame;
        this.reply = reply;
        this.next = next;
    }

    String user() {
        return session.user();
    }

    String channel() {
        return channel;
    }

    String id() {
        return id;
    }

    /**
     * Since when its append is timed: one that is made again is not, since what it took says
     * nothing of the log.
     */
    long timedSince() {
        return appended ? LiveHops.UNTIMED : arrived;
    }

    /**
     * What is to be appended; empty once it is answered, since timers hold on to this for long, and
     * when there is no room to keep it until then.
     */
    Optional<ClientFrame.Send> frame() {
        return Optional.ofNullable(said);
    }

    /** It was handed to the log, or somebody has given it up: nothing more may be done for it. */
    boolean isSettled() {
        return appended || answered;
    }

    boolean isAnswered() {
        return answered;
    }

    /**
     * Its id is looked up, which may take seconds. It is an old one's repeat and has lost its place
     * in the order long ago, so what the client says next goes first.
     */
    void beginLookup() {
        if (session.beginLookup()) {
            letNextIn();
        }
    }

    void endLookup() {
        session.endLookup();
    }

    /** It is handed to the log. Its text is kept until it is answered, as far as there is room. */
    void appended() {
        appended = true;
        if (said != null && heldBytes == 0) {
            heldBytes = held.take(said.text());
            if (heldBytes == 0) {
                said = null;
            }
        }
        letNextIn();
    }

    void answer(ServerFrame frame) {
        if (!answered) {
            answered = true;
            said = null;
            held.give(heldBytes);
            heldBytes = 0;
            reply.accept(frame);
            letNextIn();
        }
    }

    private void letNextIn() {
        Runnable waiting = next;
        next = () -> {};
        waiting.run();
    }
}
