package chat.palaver.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls of the HTTP API as they are, without what the SDK adds or hides. */
final class Http {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final WholeSystem palaver;

    /** An answer; the JSON is a missing node when there is none. */
    record Answer(int status, JsonNode json, String contentType) {
        String code() {
            return json.path("code").asText();
        }
    }

    Http(WholeSystem palaver) {
        this.palaver = palaver;
    }

    /** A call; {@code login} and {@code body} may be null. */
    Answer call(String method, String path, Login login, String body) {
        return callWithToken(method, path, login == null ? null : login.api().accessToken(), body);
    }

    Answer callWithToken(String method, String path, String token, String body) {
        return callAt(palaver.system().api().toString(), method, path, token, body);
    }

    Answer callAt(String base, String method, String path, String token, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(java.net.URI.create(base + path))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            JsonNode json =
                    type.contains("json")
                            ? JSON.readTree(response.body())
                            : MissingNode.getInstance();
            return new Answer(response.statusCode(), json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
