package chat.palaver.client.socket;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/**
 * Opens connections to edges. All connections of a pool share one Jetty client and a few threads,
 * so that thousands of them fit into a process.
 */
public final class SocketPool implements AutoCloseable {
    /** The subprotocol an edge insists on. */
    public static final String SUBPROTOCOL = "palaver.v1";

    private static final String CONNECT_PATH = "/v1/connect";
    private static final long STOP_MILLIS = 2_000;

    private final WebSocketClient client;
    private final HttpClient http;
    private final SocketSettings settings;

    private SocketPool(WebSocketClient client, HttpClient http, SocketSettings settings) {
        this.client = client;
        this.http = http;
        this.settings = settings;
    }

    public static SocketPool open() {
        return open(SocketSettings.defaults());
    }

    public static SocketPool open(SocketSettings settings) {
        HttpClient http = new HttpClient();
        QueuedThreadPool threads =
                new QueuedThreadPool(settings.threads(), Math.min(4, settings.threads()));
        threads.setName("palaver-sockets");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        http.setExecutor(threads);
        http.setConnectTimeout(settings.connectTimeout().toMillis());
        http.setMaxConnectionsPerDestination(Integer.MAX_VALUE);
        http.setMaxRequestsQueuedPerDestination(Integer.MAX_VALUE);
        settings.localAddress()
                .ifPresent(address -> http.setBindAddress(new InetSocketAddress(address, 0)));
        WebSocketClient client = new WebSocketClient(http);
        client.setIdleTimeout(Duration.ZERO);
        client.setMaxTextMessageSize(settings.largestFrame());
        client.setMaxFrameSize(settings.largestFrame());
        client.setAutoFragment(false);
        client.setMaxOutgoingFrames(settings.outgoingFrames());
        client.setStopTimeout(STOP_MILLIS);
        try {
            http.start();
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("the WebSocket client did not start", e);
        }
        return new SocketPool(client, http, settings);
    }

    /**
     * Connects to an edge.
     *
     * @param edge the edge's base URL without a path, {@code ws://host:port} or {@code wss://...}
     * @return completes when the socket is open, exceptionally when the edge cannot be reached or
     *     refuses the upgrade
     */
    public CompletableFuture<FrameSocket> connect(URI edge, SocketListener listener) {
        JettySocket socket = new JettySocket(listener);
        try {
            ClientUpgradeRequest request = new ClientUpgradeRequest(connectUri(edge));
            request.setSubProtocols(SUBPROTOCOL);
            request.setTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return client.connect(socket, request).thenApply(session -> socket);
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The address to connect to, of an edge's base URL. */
    static URI connectUri(URI edge) {
        String scheme =
                switch (String.valueOf(edge.getScheme()).toLowerCase(Locale.ROOT)) {
                    case "ws", "http" -> "ws";
                    case "wss", "https" -> "wss";
                    default -> throw new IllegalArgumentException("not an edge's URL: " + edge);
                };
        return URI.create(scheme + "://" + edge.getRawAuthority() + CONNECT_PATH);
    }

    @Override
    public void close() {
        try {
            client.stop();
            http.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the WebSocket client did not stop cleanly", e);
        }
    }
}
