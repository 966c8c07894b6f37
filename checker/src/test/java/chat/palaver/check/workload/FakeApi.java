package chat.palaver.check.workload;

import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.PalaverApi;
import chat.palaver.client.api.TokenStore;
import chat.palaver.client.api.Tokens;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An API server that answers what it is told, the last thing it was told again and again. */
final class FakeApi implements AutoCloseable {
    private record Answer(int status, String body) {}

    private final ConcurrentHashMap<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final PalaverApi api;

    FakeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        api = PalaverApi.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    /** Its next answer to calls with this method, {@code '} for {@code "}. */
    FakeApi answers(String method, int status, String body) {
        answers.computeIfAbsent(method, m -> new ConcurrentLinkedQueue<>())
                .add(new Answer(status, body.replace('\'', '"')));
        return this;
    }

    /** Somebody who has logged in. */
    ApiSession session(String userId) {
        Instant later = Instant.now().plusSeconds(3_600);
        return api.session(
                new Tokens(userId, "d_" + userId, "access", later, "refresh"), TokenStore.NONE);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Queue<Answer> left = answers.get(exchange.getRequestMethod());
        Answer answer = left.size() > 1 ? left.remove() : left.peek();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
