package chat.palaver.edge;

import chat.palaver.testkit.contract.FrameContract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A bare WebSocket client that keeps what it was sent, and holds it against the contract. */
final class TestClient implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final FrameContract CONTRACT = new FrameContract();

    final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    volatile Integer closeCode;
    private volatile AssertionError unpublished;
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    TestClient(int port) {
        socket =
                HTTP.newWebSocketBuilder()
                        .subprotocols("palaver.v1")
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/connect"), this)
                        .join();
    }

    static TestClient hello(int port, String token) {
        TestClient client = new TestClient(port);
        client.send("{\"type\":\"hello\",\"token\":\"" + token + "\"}");
        client.await(type("welcome"));
        return client;
    }

    void send(String json) {
        socket.sendText(json, true).join();
    }

    /** Sends the beginning of a text that does not end. */
    void begin(String part) {
        socket.sendText(part, false).join();
    }

    void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    JsonNode await(Predicate<JsonNode> wanted) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> frames.stream().filter(wanted).findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    int awaitClose() {
        Awaitility.await().atMost(PATIENCE).until(() -> closeCode != null);
        return closeCode;
    }

    static Predicate<JsonNode> type(String type) {
        return frame -> frame.get("type").asText().equals(type);
    }

    static Predicate<JsonNode> error(String code) {
        return type("error").and(frame -> frame.get("code").asText().equals(code));
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                JsonNode frame = JSON.readTree(text.toString());
                CONTRACT.check(frame);
                frames.add(frame);
            } catch (AssertionError e) {
                unpublished = e;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeCode = code;
        return null;
    }

    /** Frames that are not as published fail the test that got them. */
    @Override
    public void close() {
        socket.abort();
        if (unpublished != null) {
            throw unpublished;
        }
    }
}
