package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;

/** Carries one call to the API server and turns what is not a success into an exception. */
final class HttpCalls {
    private final URI base;
    private final HttpClient http;
    private final Duration timeout;

    HttpCalls(URI base, HttpClient http, Duration timeout) {
        this.base = base;
        this.http = http;
        this.timeout = timeout;
    }

    /** One call: method, path with query, and what may be null: token, key and body. */
    record Call(String method, String path, String token, String idempotencyKey, ObjectNode body) {
        static Call of(String method, String path) {
            return new Call(method, path, null, null, null);
        }

        static Call of(String method, String path, ObjectNode body) {
            return new Call(method, path, null, null, body);
        }

        Call withToken(String bearer) {
            return new Call(method, path, bearer, idempotencyKey, body);
        }

        Call withIdempotencyKey(String key) {
            return new Call(method, path, token, key, body);
        }

        /** Whether carrying it out twice is the same as once. */
        boolean isRepeatable() {
            return !method.equals("POST") || idempotencyKey != null;
        }
    }

    record Answer(int status, JsonNode json) {}

    Answer perform(Call call) {
        HttpResponse<byte[]> response = send(request(call));
        JsonNode json = parse(response);
        int status = response.statusCode();
        if (status / 100 == 2) {
            return new Answer(status, json);
        }
        throw problem(response, json);
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(call.path()))
                        .timeout(timeout)
                        .header("Accept", "application/json, application/problem+json");
        if (call.token() != null) {
            request.header("Authorization", "Bearer " + call.token());
        }
        if (call.idempotencyKey() != null) {
            request.header("Idempotency-Key", call.idempotencyKey());
        }
        if (call.body() == null) {
            return request.method(call.method(), HttpRequest.BodyPublishers.noBody()).build();
        }
        return request.header("Content-Type", "application/json")
                .method(call.method(), HttpRequest.BodyPublishers.ofString(call.body().toString()))
                .build();
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw ApiException.unreachable(base + " did not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unreachable("interrupted", e);
        }
    }

    private static JsonNode parse(HttpResponse<byte[]> response) {
        if (response.body().length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return Json.parse(response.body());
        } catch (IOException e) {
            if (response.statusCode() / 100 == 2) {
                throw ApiException.unreadable(response.statusCode(), "the answer is not JSON");
            }
            return MissingNode.getInstance();
        }
    }

    private static ApiException problem(HttpResponse<byte[]> response, JsonNode json) {
        return new ApiException(
                response.statusCode(),
                json.path("code").asText(ApiException.UNREADABLE),
                json.path("field").asText(null),
                json.path("detail").asText(""),
                retryAfter(response));
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        try {
            return response.headers().firstValueAsLong("Retry-After").stream()
                    .mapToObj(Duration::ofSeconds)
                    .findFirst()
                    .orElse(null);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A path segment, escaped. */
    static String segment(String raw) {
        return URLEncoder.encode(raw, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A query string of what is not null, with its question mark. */
    static String query(Map<String, ?> parameters) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        parameters.forEach(
                (name, value) -> {
                    if (value != null) {
                        query.add(name + "=" + segment(value.toString()));
                    }
                });
        return query.toString();
    }
}
