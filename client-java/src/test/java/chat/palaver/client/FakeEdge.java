package chat.palaver.client;

import chat.palaver.client.socket.Frame;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** An edge that says what a test tells it to, over real sockets. */
public final class FakeEdge implements AutoCloseable {
    private static final int LARGEST = 2 * 1024 * 1024;
    private static final long PATIENCE_SECONDS = 20;

    private final Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
    private final BlockingQueue<Client> clients = new LinkedBlockingQueue<>();

    public FakeEdge() {
        server.setHandler(
                WebSocketUpgradeHandler.from(
                        server,
                        container -> {
                            container.setMaxTextMessageSize(LARGEST);
                            container.setMaxFrameSize(LARGEST);
                            container.addMapping(
                                    "/v1/connect",
                                    (request, response, callback) -> {
                                        response.setAcceptedSubProtocol("palaver.v1");
                                        return new Client();
                                    });
                        }));
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public URI url() {
        return URI.create(
                "ws://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
    }

    /** The next client to connect. */
    public Client client() {
        return take(clients, "a client");
    }

    /** Whether nobody has connected since the last {@link #client()}. */
    public boolean isLonely() {
        return clients.isEmpty();
    }

    private static <T> T take(BlockingQueue<T> queue, String what) {
        try {
            T taken = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (taken == null) {
                throw new AssertionError(what + " did not come");
            }
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted");
        }
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    /** One connection, from the edge's side. */
    public final class Client implements Session.Listener.AutoDemanding {
        private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private volatile Session session;

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            clients.add(this);
        }

        @Override
        public void onWebSocketText(String text) {
            frames.add(new Frame(text, System.nanoTime()));
        }

        @Override
        public void onWebSocketClose(int code, String reason, Callback callback) {
            closed.complete(code);
            callback.succeed();
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            closed.complete(1006);
        }

        /** The next frame, of whatever type. */
        public Frame next() {
            return take(frames, "a frame");
        }

        /** The next frame of this type; others but pings are a mistake. */
        public Frame expect(String type) {
            Frame frame = next();
            while (frame.is("ping") && !type.equals("ping")) {
                frame = next();
            }
            if (!frame.is(type)) {
                throw new AssertionError("expected " + type + ", came " + frame.text());
            }
            return frame;
        }

        /** Whether there is no frame waiting. */
        public boolean isQuiet() {
            return frames.isEmpty();
        }

        /** Says this, with single quotes for double ones. */
        public void say(String json) {
            session.sendText(json.replace('\'', '"'), Callback.NOOP);
        }

        /** Reads {@code hello} and welcomes the user. */
        public Frame welcome(String userId) {
            Frame hello = expect("hello");
            say("{'type':'welcome','userId':'" + userId + "','heartbeatSeconds':20}");
            return hello;
        }

        public void message(long position, long prev, String id, String sender) {
            say(
                    ("{'type':'message','channel':'c','position':'%d','prev':'%d','id':'%s',"
                                    + "'sender':'%s','text':'text %d'}")
                            .formatted(position, prev, id, sender, position));
        }

        public void caughtUp(long position) {
            say("{'type':'caughtUp','channel':'c','position':'" + position + "'}");
        }

        public void close(int code, String reason) {
            session.close(code, reason, Callback.NOOP);
        }

        public void cut() {
            session.disconnect();
        }

        /** With which code the connection ended. */
        public int closed() {
            return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }
}
