package chat.palaver.testkit.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One of the documents in {@code docs} that clients are written against. Clients ignore fields they
 * do not know, so the document leaves its objects open; here they are closed, so that a field which
 * somebody adds to the server and forgets to publish is seen.
 */
final class PublishedDocument {
    private final JsonNode root;
    private final String iri;
    private final SchemaRegistry schemas;

    private PublishedDocument(String name, JsonNode root, Dialect dialect) {
        this.root = root;
        iri = "https://palaver.invalid/" + name;
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        schemas =
                SchemaRegistry.withDefaultDialect(
                        dialect,
                        registry ->
                                registry.schemas(Map.of(iri, root.toString()))
                                        .schemaRegistryConfig(config));
    }

    /** Reads a file of {@code docs}, in the working folder or one above it. */
    static PublishedDocument read(String name, Dialect dialect) {
        try {
            JsonNode root = YAMLMapper.builder().build().readTree(Files.readString(locate(name)));
            close(root);
            return new PublishedDocument(name, root, dialect);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path locate(String name) {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("docs").resolve(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new IllegalStateException("no docs/" + name + " at or above " + start);
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && node.path("properties").isObject()
                && node.path("type").toString().contains("\"object\"")
                && !node.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(PublishedDocument::close);
    }

    /** The node at a JSON pointer. */
    JsonNode at(String pointer) {
        JsonNode found = root.at(pointer);
        if (found.isMissingNode()) {
            throw new IllegalStateException("nothing at " + pointer);
        }
        return found;
    }

    /** Where the thing really is that is described at a pointer: there, or where that refers to. */
    String resolve(String pointer) {
        JsonNode reference = at(pointer).path("$ref");
        return reference.isTextual() ? resolve(reference.textValue().substring(1)) : pointer;
    }

    /** What is wrong with a value by the schema at a pointer; empty if nothing. */
    String faults(String pointer, JsonNode value) {
        List<Error> errors =
                schemas.getSchema(SchemaLocation.of(iri + "#" + pointer)).validate(value);
        return errors.stream()
                .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                .collect(Collectors.joining("; "));
    }

    /** A name as one step of a JSON pointer (RFC 6901). */
    static String step(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
