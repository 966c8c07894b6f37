package chat.palaver.edge.chat;

import chat.palaver.edge.feed.EncodedFrame;
import chat.palaver.edge.feed.FrameSink;
import chat.palaver.edge.socket.Connections;
import chat.palaver.kit.token.AccessClaims;
import chat.palaver.kit.token.InvalidToken;
import chat.palaver.schemas.frames.ClientFrame;
import chat.palaver.schemas.frames.ClientFrameReader;
import chat.palaver.schemas.frames.CloseCode;
import chat.palaver.schemas.frames.ErrorCode;
import chat.palaver.schemas.frames.FrameException;
import chat.palaver.schemas.frames.Limits;
import chat.palaver.schemas.frames.ServerFrame;
import chat.palaver.schemas.proto.SessionEnd;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The way in: turns the text frames of connections into commands, lets nobody past before a good
 * {@code hello}, and closes whoever is silent for too long. Frames are read on the socket's thread,
 * the rest happens on the loop.
 */
public final class Front implements Connections {
    /** Of somebody who has not shown who he is; holds a resume of over 3,000 channels. */
    private static final int HELLO_BYTES = 256 << 10;

    private static final Duration HELLO = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Chat chat;
    private final Duration silence;
    private final LongSupplier nanoTime;
    private final ClientFrameReader reader = new ClientFrameReader();
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();

    /**
     * A way into a chat.
     *
     * @param silence after which a connection is closed
     */
    public Front(Chat chat, Duration silence, LongSupplier nanoTime) {
        this.chat = chat;
        this.silence = silence;
        this.nanoTime = nanoTime;
    }

    @Override
    public Connection opened(FrameSink sink) {
        Entry entry = new Entry(sink);
        entries.add(entry);
        return entry;
    }

    /** Closes those who are due; to be called every second or so. */
    public void closeSilent() {
        long now = nanoTime.getAsLong();
        entries.forEach(entry -> entry.closeIfSilent(now));
    }

    private enum Stage {
        /** Nothing good was said. */
        NEW,
        /** A good token was shown; the tables are asked, until they answer. */
        CHECKING,
        WELCOME
    }

    /** One connection. What is not final or volatile belongs to the loop. */
    private final class Entry implements Connection {
        private final FrameSink sink;
        private final long opened = nanoTime.getAsLong();
        private volatile long heard = opened;
        private volatile Stage stage = Stage.NEW;
        private volatile boolean over;
        private AccessClaims claims;
        private ClientFrame.Hello hello;
        private boolean asking;
        private boolean retryPlanned;
        private ChatSession session;

        Entry(FrameSink sink) {
            this.sink = sink;
        }

        @Override
        public void text(String json, Runnable done) {
            long arrived = nanoTime.getAsLong();
            heard = arrived;
            ClientFrame frame;
            try {
                frame = reader.read(json);
            } catch (FrameException e) {
                refuse(e);
                done.run();
                return;
            }
            if (stage != Stage.WELCOME) {
                greet(frame, done);
                return;
            }
            chat.loop().execute(() -> chat.command(session, frame, arrived, done));
        }

        @Override
        public int mostBytes() {
            return stage == Stage.NEW ? HELLO_BYTES : Limits.FRAME_BYTES;
        }

        @Override
        public void heard() {
            heard = nanoTime.getAsLong();
        }

        @Override
        public void malformed() {
            heard();
            refuse(new FrameException(ErrorCode.BAD_FRAME, "not text in UTF-8", null));
        }

        private void refuse(FrameException e) {
            if (stage == Stage.NEW) {
                close(CloseCode.PROTOCOL_ERROR);
            } else {
                sink.send(chat.frames().encode(ServerFrame.Failure.of(e)));
            }
        }

        private void greet(ClientFrame frame, Runnable done) {
            if (!(frame instanceof ClientFrame.Hello said)) {
                early(frame);
                done.run();
                return;
            }
            AccessClaims shown;
            try {
                shown = chat.ports().verify(said.token());
            } catch (InvalidToken e) {
                close(CloseCode.UNAUTHORIZED);
                done.run();
                return;
            }
            chat.loop().execute(() -> said(shown, said, done));
        }

        /** Something else than {@code hello} before the welcome. */
        private void early(ClientFrame frame) {
            if (stage == Stage.CHECKING) {
                sink.send(away(frame.id()));
            } else {
                close(CloseCode.PROTOCOL_ERROR);
            }
        }

        /** May be said again while the store is away; the last one counts. */
        private void said(AccessClaims shown, ClientFrame.Hello said, Runnable done) {
            if (stage == Stage.WELCOME || over) {
                done.run();
                return;
            }
            stage = Stage.CHECKING;
            claims = shown;
            hello = said;
            if (asking) {
                done.run();
            } else {
                ask(
                        () -> {
                            sink.send(away(said.id()));
                            done.run();
                        },
                        done);
            }
        }

        /**
         * Asks the tables whether the device may come in, again and again until they answer.
         *
         * @param unanswered done when they have not answered
         * @param answered done when they have
         */
        private void ask(Runnable unanswered, Runnable answered) {
            asking = true;
            CompletionStage<Boolean> device =
                    chat.ports().deviceExists(claims.userId(), claims.deviceId());
            // Whoever is added from now on is told so, however long it takes to go live.
            CompletionStage<List<String>> before = chat.ports().channelsOf(claims.userId());
            device.thenCombine(before, (exists, channels) -> exists ? Set.copyOf(channels) : null)
                    .whenComplete(
                            (channels, failure) -> {
                                asking = false;
                                if (over) {
                                    return;
                                }
                                if (failure != null) {
                                    askLater();
                                    unanswered.run();
                                    return;
                                }
                                if (channels == null) {
                                    close(CloseCode.UNAUTHORIZED);
                                } else {
                                    session = chat.welcome(claims, sink, hello, channels);
                                    stage = Stage.WELCOME;
                                }
                                answered.run();
                            });
        }

        private void askLater() {
            if (!retryPlanned) {
                retryPlanned = true;
                chat.loop().after(RETRY_AFTER, this::askAgain);
            }
        }

        private void askAgain() {
            retryPlanned = false;
            if (stage == Stage.CHECKING && !over && !asking) {
                ask(() -> {}, () -> {});
            }
        }

        private EncodedFrame away(String id) {
            return chat.frames()
                    .encode(
                            new ServerFrame.Failure(
                                    ErrorCode.UNAVAILABLE,
                                    "the store does not answer; the welcome comes when it does",
                                    id,
                                    RETRY_AFTER.toMillis()));
        }

        @Override
        public void closed() {
            over = true;
            entries.remove(this);
            // On the loop, whatever the stage: a welcome may be on its way there.
            chat.loop().execute(this::endIfWelcomed);
        }

        private void endIfWelcomed() {
            if (session != null) {
                chat.ended(session, SessionEnd.SESSION_END_LOST);
            }
        }

        private void closeIfSilent(long now) {
            boolean greeted = stage != Stage.NEW;
            if (!greeted && now - opened > HELLO.toNanos()) {
                close(CloseCode.PROTOCOL_ERROR);
            } else if (greeted && now - heard > silence.toNanos()) {
                close(CloseCode.HEARTBEAT_TIMEOUT);
            }
        }

        private void close(CloseCode code) {
            sink.close(code);
        }
    }
}
