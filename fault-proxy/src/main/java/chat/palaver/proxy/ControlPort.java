package chat.palaver.proxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The proxy over HTTP, for people and for tests:
 *
 * <ul>
 *   <li>{@code GET /links}: a JSON list of {@link LinkState}
 *   <li>{@code PUT /links/FROM/TO} with a {@link Mode} in its written form as body; FROM and TO may
 *       be {@code *}; 404 when no link is meant
 *   <li>{@code POST /links/FROM/TO/reset}: the connections there are now are reset
 *   <li>{@code GET /health/ready}: 200
 * </ul>
 */
public final class ControlPort implements AutoCloseable {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int FAILED = 500;
    private static final int MAX_BODY = 1_024;

    private record Answer(int status, String text) {}

    private final FaultProxy proxy;
    private final HttpServer server;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(
                    task -> {
                        Thread thread = new Thread(task, "fault-proxy-control");
                        thread.setDaemon(true);
                        return thread;
                    });

    private ControlPort(FaultProxy proxy, HttpServer server) {
        this.proxy = proxy;
        this.server = server;
        server.setExecutor(executor);
        server.createContext("/", this::handle);
    }

    /** Listens on this port of 127.0.0.1; 0 takes any free one. */
    public static ControlPort open(FaultProxy proxy, int port) throws IOException {
        ControlPort control =
                new ControlPort(
                        proxy, HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0));
        control.server.start();
        return control;
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answerOrFailure(exchange);
            byte[] body = answer.text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answerOrFailure(HttpExchange exchange) {
        try {
            String body =
                    new String(
                            exchange.getRequestBody().readNBytes(MAX_BODY), StandardCharsets.UTF_8);
            return answer(
                    exchange.getRequestMethod(),
                    List.of(exchange.getRequestURI().getPath().substring(1).split("/")),
                    body);
        } catch (IllegalArgumentException e) {
            return new Answer(BAD_REQUEST, e.getMessage() + "\n");
        } catch (IOException e) {
            return new Answer(FAILED, e.getMessage() + "\n");
        }
    }

    private Answer answer(String method, List<String> path, String body) throws IOException {
        switch (method + "/" + path.get(0) + "/" + path.size()) {
            case "GET/health/2":
                return new Answer(OK, "ready\n");
            case "GET/links/1":
                return new Answer(OK, Links.textOf(proxy.states()) + "\n");
            case "PUT/links/3":
                Mode mode = Mode.parse(body);
                return each(path, link -> proxy.set(link, mode));
            case "POST/links/4":
                return path.get(3).equals("reset")
                        ? each(path, proxy::reset)
                        : new Answer(NOT_FOUND, "not found\n");
            default:
                return new Answer(NOT_FOUND, "not found\n");
        }
    }

    private interface Change {
        void make(Link link) throws IOException;
    }

    private Answer each(List<String> path, Change change) throws IOException {
        int count = 0;
        for (Link link : proxy.links()) {
            if (matches(path.get(1), link.from()) && matches(path.get(2), link.to())) {
                change.make(link);
                count++;
            }
        }
        return count == 0 ? new Answer(NOT_FOUND, "no such link\n") : new Answer(OK, count + "\n");
    }

    private static boolean matches(String wanted, String name) {
        return wanted.equals("*") || wanted.equals(name);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
