package chat.palaver.edge.chat;

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
    private ClientFrame.Send said;
    private Runnable next;
    private boolean appended;
    private boolean answered;

    /**
     * A send.
     *
     * @param next lets the session's next frame in; run once
     */
    Sending(
            ChatSession session,
            ClientFrame.Send frame,
            Consumer<ServerFrame> reply,
            Runnable next) {
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

    /** What is to be appended; empty once it is settled, since timers hold on to this for long. */
    Optional<ClientFrame.Send> frame() {
        return Optional.ofNullable(said);
    }

    /** It was handed to the log, or somebody has given it up: nothing more may be done for it. */
    boolean isSettled() {
        return appended || answered;
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

    /** It is handed to the log. */
    void appended() {
        appended = true;
        said = null;
        letNextIn();
    }

    void answer(ServerFrame frame) {
        if (!answered) {
            answered = true;
            said = null;
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
