package chat.palaver.bench.limit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/**
 * The same Jetty as an edge has, with the same threads, and nothing behind it: {@code /echo} sends
 * every frame back, {@code /room} sends it to everybody there, encoded once. What an edge takes
 * beyond this is its own.
 *
 * <p>A process: prints its port, ends with its input.
 */
public final class BareServerMain {
    static final String ECHO = "/echo";
    static final String ROOM = "/room";

    private static final String SUBPROTOCOL = "palaver.v1";
    private static final int MOST_THREADS = 32;
    private static final int FEWEST_THREADS = 4;
    private static final int FRAME_BYTES = 64 << 10;

    private BareServerMain() {}

    public static void main(String[] args) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS);
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        Set<CoreSession> room = ConcurrentHashMap.newKeySet();
        WebSocketUpgradeHandler upgrade = new WebSocketUpgradeHandler();
        upgrade.addMapping(ECHO, (request, response, done) -> accept(response, null));
        upgrade.addMapping(ROOM, (request, response, done) -> accept(response, room));
        server.setHandler(upgrade);
        server.start();
        System.out.println(connector.getLocalPort());
        awaitEndOfInput();
        System.exit(0);
    }

    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // Nothing is asked.
        }
    }

    private static FrameHandler accept(ServerUpgradeResponse response, Set<CoreSession> room) {
        response.setAcceptedSubProtocol(SUBPROTOCOL);
        response.setExtensions(List.of());
        return new Connection(room);
    }

    /** One connection; alone when it is in no room. */
    private static final class Connection implements FrameHandler {
        private final Set<CoreSession> room;
        private CoreSession session;

        Connection(Set<CoreSession> room) {
            this.room = room;
        }

        @Override
        public void onOpen(CoreSession opened, Callback callback) {
            session = opened;
            session.setMaxFrameSize(FRAME_BYTES);
            session.setIdleTimeout(Duration.ZERO);
            if (room != null) {
                room.add(opened);
            }
            callback.succeeded();
            session.demand();
        }

        @Override
        public void onFrame(Frame frame, Callback callback) {
            if (frame.getOpCode() == OpCode.TEXT) {
                byte[] bytes = BufferUtil.toArray(frame.getPayload());
                if (room == null) {
                    send(session, bytes);
                } else {
                    room.forEach(each -> send(each, bytes));
                }
            }
            callback.succeeded();
            if (frame.getOpCode() != OpCode.CLOSE) {
                session.demand();
            }
        }

        private static void send(CoreSession to, byte[] bytes) {
            to.sendFrame(
                    new Frame(OpCode.TEXT, true, ByteBuffer.wrap(bytes)), Callback.NOOP, false);
        }

        @Override
        public void onError(Throwable cause, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onClosed(CloseStatus status, Callback callback) {
            if (room != null && session != null) {
                room.remove(session);
            }
            callback.succeeded();
        }
    }
}
