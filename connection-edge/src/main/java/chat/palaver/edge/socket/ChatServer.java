package chat.palaver.edge.socket;

import chat.palaver.kit.ProblemErrors;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/** The chat port: takes WebSocket connections at {@code /v1/connect}. */
public final class ChatServer implements AutoCloseable {
    private static final String PATH = "/v1/connect";
    private static final String POLL = "/v1/poll";
    private static final String NO_POLLING =
            """
            {"type":"about:blank","status":501,"code":"not_implemented",\
            "detail":"long polling is not there yet: connect to /v1/connect by WebSocket"}""";
    private static final String SUBPROTOCOL = "palaver.v1";

    /** When an edge dies, all its clients come to the others at once. */
    private static final int ACCEPT_QUEUE = 4_096;

    private static final int MOST_THREADS = 32;
    private static final int FEWEST_THREADS = 4;

    private final Server server;
    private final ServerConnector connector;
    private final Connections connections;
    private final Set<String> origins;
    private final long queueBytes;
    private final int mostConnections;
    private final IncomingBudget budget;
    private final Flusher flusher;
    private final AtomicInteger open = new AtomicInteger();
    private final OutgoingBudget outgoing =
            new OutgoingBudget(OutgoingBudget.ofThisProcess(), open::get);
    private volatile boolean accepting = true;

    /**
     * A server, not yet started.
     *
     * @param incomingBytes that all connections together may hold of messages not handled yet
     * @param flusher says when frames are written out
     * @param origins web origins allowed beside loopback ones
     */
    public ChatServer(
            String host,
            int port,
            List<String> origins,
            long queueBytes,
            long incomingBytes,
            int mostConnections,
            Flusher flusher,
            Connections connections) {
        this.flusher = flusher;
        this.connections = connections;
        this.origins = Set.copyOf(origins);
        this.queueBytes = queueBytes;
        this.mostConnections = mostConnections;
        budget = new IncomingBudget(incomingBytes);
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS);
        threads.setName("edge-socket");
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1);
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        server.addConnector(connector);
        server.setErrorHandler(new ProblemErrors());
        WebSocketUpgradeHandler upgrade = new WebSocketUpgradeHandler();
        upgrade.addMapping(PATH, this::negotiate);
        upgrade.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback done) {
                        answer(request, response, done);
                        return true;
                    }
                });
        server.setHandler(upgrade);
    }

    /**
     * Starts to accept.
     *
     * @throws Exception if the port cannot be bound
     */
    public void start() throws Exception {
        server.start();
    }

    /** The port that was bound. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Connections open now. */
    public int open() {
        return open.get();
    }

    /** New connections are refused from now on. */
    public void refuse() {
        accepting = false;
    }

    private FrameHandler negotiate(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        // Names of subprotocols are compared to the letter.
        if (!request.getSubProtocols().contains(SUBPROTOCOL)) {
            return refuse(request, response, callback, HttpStatus.BAD_REQUEST_400);
        }
        if (!originAllowed(request.getHeaders().get(HttpHeader.ORIGIN))) {
            return refuse(request, response, callback, HttpStatus.FORBIDDEN_403);
        }
        if (!accepting || open.get() >= mostConnections) {
            return refuse(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        }
        response.setAcceptedSubProtocol(SUBPROTOCOL);
        // Compressing each copy of a shared frame anew would cost more than it saves.
        response.setExtensions(List.of());
        return new ClientSocket(connections, queueBytes, open, budget, outgoing, flusher);
    }

    private static FrameHandler refuse(
            Request request, Response response, Callback callback, int status) {
        Response.writeError(request, response, callback, status);
        return null;
    }

    /** What is no upgrade to a WebSocket. */
    private static void answer(Request request, Response response, Callback done) {
        switch (Request.getPathInContext(request)) {
            case PATH -> Response.writeError(request, response, done, HttpStatus.BAD_REQUEST_400);
            case POLL -> {
                response.setStatus(HttpStatus.NOT_IMPLEMENTED_501);
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
                Content.Sink.write(response, true, NO_POLLING, done);
            }
            default -> Response.writeError(request, response, done, HttpStatus.NOT_FOUND_404);
        }
    }

    private boolean originAllowed(String origin) {
        if (origin == null || origins.contains(origin)) {
            return true;
        }
        try {
            String host = URI.create(origin).getHost();
            return host != null && Set.of("localhost", "127.0.0.1", "[::1]").contains(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
