package chat.palaver.testkit.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.dialect.Dialects;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/**
 * {@code docs/openapi.yaml} as tests hold the server against it: every answer must be one that the
 * document tells of. Keeps count of what it was shown. Thread-safe.
 */
public final class HttpContract {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    private final PublishedDocument document =
            PublishedDocument.read("openapi.yaml", Dialects.getOpenApi31());
    private final List<Operation> operations = new ArrayList<>();
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    /**
     * A call.
     *
     * @param method in upper case
     * @param path with parameters as <code>{name}</code>
     * @param open whether it needs no token
     */
    public record Operation(String id, String method, String path, boolean open, String pointer) {
        private boolean takes(String called, String concrete) {
            String[] mine = path.split("/", -1);
            String[] other = concrete.split("/", -1);
            if (!method.equals(called) || mine.length != other.length) {
                return false;
            }
            for (int i = 0; i < mine.length; i++) {
                if (!mine[i].startsWith("{") && !mine[i].equals(other[i])) {
                    return false;
                }
            }
            return true;
        }

        private long parameters() {
            return path.chars().filter(c -> c == '{').count();
        }
    }

    /** Reads the document. */
    public HttpContract() {
        for (Map.Entry<String, JsonNode> path : document.at("/paths").properties()) {
            for (Map.Entry<String, JsonNode> call : path.getValue().properties()) {
                if (METHODS.contains(call.getKey())) {
                    operations.add(
                            new Operation(
                                    call.getValue().path("operationId").asText(),
                                    call.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    call.getValue().path("security").isArray(),
                                    "/paths"
                                            + PublishedDocument.step(path.getKey())
                                            + PublishedDocument.step(call.getKey())));
                }
            }
        }
    }

    /** All calls of the document. */
    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** Every {@code code} of a problem, with the status it comes with. */
    public Map<String, Integer> problems() {
        Map<String, Integer> problems = new TreeMap<>();
        operations.forEach(
                operation ->
                        document.at(operation.pointer() + "/responses")
                                .fieldNames()
                                .forEachRemaining(
                                        status -> collect(response(operation, status), problems)));
        return problems;
    }

    private void collect(String response, Map<String, Integer> problems) {
        JsonNode schema =
                document.at(response)
                        .path("content")
                        .path("application/problem+json")
                        .path("schema");
        Stream.concat(Stream.of(schema), children(schema.path("anyOf")))
                .forEach(
                        one -> {
                            JsonNode code = one.path("properties").path("code");
                            int status =
                                    one.path("properties").path("status").path("const").asInt();
                            Stream.concat(
                                            Stream.of(code.path("const")),
                                            children(code.path("enum")))
                                    .filter(JsonNode::isTextual)
                                    .forEach(name -> problems.put(name.textValue(), status));
                        });
    }

    /** The codes of problems that the schema of a problem lists. */
    public List<String> problemCodes() {
        return children(document.at("/components/schemas/Problem/properties/code/enum"))
                .map(JsonNode::textValue)
                .toList();
    }

    /**
     * The example of a request.
     *
     * @return empty if the call takes no body
     */
    public Optional<JsonNode> request(Operation operation) {
        String body = operation.pointer() + "/requestBody/content/application~1json/example";
        return document.at(operation.pointer()).has("requestBody")
                ? Optional.of(document.at(body))
                : Optional.empty();
    }

    /** The fields that a request may have. */
    public Set<String> fields(Operation operation) {
        String schema =
                document.resolve(
                        operation.pointer() + "/requestBody/content/application~1json/schema");
        Set<String> fields = new TreeSet<>();
        document.at(schema + "/properties").fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    /** What is wrong with a request's body by the document; empty if nothing. */
    public String faults(Operation operation, JsonNode body) {
        return document.faults(
                operation.pointer() + "/requestBody/content/application~1json/schema", body);
    }

    /** Statuses of good answers that were not seen, each with its call. */
    public List<String> unseenSuccesses() {
        return operations.stream()
                .flatMap(
                        operation ->
                                document
                                        .at(operation.pointer() + "/responses")
                                        .properties()
                                        .stream()
                                        .map(Map.Entry::getKey)
                                        .filter(status -> status.startsWith("2"))
                                        .map(status -> operation.id() + " " + status))
                .filter(success -> !seen.contains(success))
                .toList();
    }

    /**
     * Holds an answer against the document.
     *
     * @return the same answer
     * @throws AssertionError if the document does not tell of it
     */
    public HttpResponse<String> check(HttpResponse<String> answer) {
        String method = answer.request().method();
        String path = answer.uri().getPath();
        String call = method + " " + path + " -> " + answer.statusCode() + " " + answer.body();
        Optional<Operation> operation =
                operations.stream()
                        .filter(known -> known.takes(method, path))
                        .min(Comparator.comparing(Operation::parameters));
        if (operation.isEmpty()) {
            require(answer.statusCode() == 404, call + ": a call the document does not know");
            content("/components/responses/NotFound", answer, call);
            return answer;
        }
        String status = Integer.toString(answer.statusCode());
        String response = response(operation.get(), known(operation.get(), status));
        for (Map.Entry<String, JsonNode> header :
                document.at(response).path("headers").properties()) {
            require(
                    answer.headers().firstValue(header.getKey()).isPresent(),
                    call + ": no header " + header.getKey());
        }
        content(response, answer, call);
        seen.add(operation.get().id() + " " + status);
        return answer;
    }

    private String known(Operation operation, String status) {
        return document.at(operation.pointer() + "/responses").has(status) ? status : "default";
    }

    private String response(Operation operation, String status) {
        return document.resolve(operation.pointer() + "/responses/" + status);
    }

    private void content(String response, HttpResponse<String> answer, String call) {
        JsonNode content = document.at(response).path("content");
        if (content.isMissingNode()) {
            require(answer.body().isEmpty(), call + ": a body the document does not know");
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        require(content.has(type), call + ": of media type " + type);
        String schema = response + "/content" + PublishedDocument.step(type) + "/schema";
        String faults = document.faults(schema, json(answer.body(), call));
        require(faults.isEmpty(), call + ": " + faults);
    }

    private static JsonNode json(String body, String call) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError(call + ": not JSON", e);
        }
    }

    private static Stream<JsonNode> children(JsonNode node) {
        return node.valueStream();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
