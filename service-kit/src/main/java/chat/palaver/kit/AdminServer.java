package chat.palaver.kit;

import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.metrics.Metrics;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The port for those who operate a service: {@code /metrics}, {@code /health/live}, {@code
 * /health/ready}. Apart from the service's own port, so that it answers when that one is full.
 */
final class AdminServer implements AutoCloseable {
    private static final int MOST_THREADS = 6;
    private static final int BACKLOG = 32;
    private static final long IDLE_MILLIS = 10_000;
    private static final String JSON = "application/json";

    private final Server server;
    private final ServerConnector connector;
    private final String host;
    private int port;

    private AdminServer(AdminConfig config, String name, Metrics metrics, Health health) {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 1);
        threads.setName(name + "-admin");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(IDLE_MILLIS);
        host = config.host();
        server.addConnector(connector);
        server.setHandler(new Pages(metrics, health));
        server.setStopTimeout(0);
    }

    /**
     * @throws IOException if the port cannot be had; the message names it
     */
    static AdminServer start(AdminConfig config, String name, Metrics metrics, Health health)
            throws IOException {
        AdminServer admin = new AdminServer(config, name, metrics, health);
        try {
            admin.server.start();
            admin.port = admin.connector.getLocalPort();
        } catch (Exception e) {
            admin.close();
            throw new IOException(
                    "admin port %s:%d cannot be opened: %s"
                            .formatted(config.host(), config.port(), rootMessage(e)),
                    e);
        }
        return admin;
    }

    /** Where it really listens. */
    URI address() {
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + literal + ":" + port);
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("admin port did not close", e);
        }
    }

    private static String rootMessage(Throwable e) {
        return e.getCause() == null ? String.valueOf(e.getMessage()) : rootMessage(e.getCause());
    }

    /** Answers the three paths. */
    private static final class Pages extends Handler.Abstract {
        private final Metrics metrics;
        private final Health health;
        private final ObjectMapper json = new ObjectMapper();

        Pages(Metrics metrics, Health health) {
            this.metrics = metrics;
            this.health = health;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!HttpMethod.GET.is(request.getMethod())
                    && !HttpMethod.HEAD.is(request.getMethod())) {
                Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
                return true;
            }
            switch (Request.getPathInContext(request)) {
                case "/metrics" -> {
                    String accept = request.getHeaders().get(HttpHeader.ACCEPT);
                    byte[] text = metrics.exposition(accept);
                    send(response, callback, 200, metrics.contentType(accept), text);
                }
                case "/health/live" -> send(response, callback, health.live());
                case "/health/ready" -> send(response, callback, health.ready());
                default ->
                        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
            return true;
        }

        private void send(Response response, Callback callback, Health.Report report) {
            int status = report.good() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503;
            send(response, callback, status, JSON, body(report));
        }

        private byte[] body(Health.Report report) {
            Map<String, Object> checks = new LinkedHashMap<>();
            report.checks()
                    .forEach(
                            (name, result) ->
                                    checks.put(
                                            name,
                                            Map.of(
                                                    "status",
                                                    status(result.healthy()),
                                                    "detail",
                                                    result.detail())));
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("status", status(report.good()));
            body.put("checks", checks);
            try {
                return json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String status(boolean good) {
            return good ? "up" : "down";
        }

        private static void send(
                Response response, Callback callback, int status, String type, byte[] body) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.write(true, ByteBuffer.wrap(body), callback);
        }
    }
}
