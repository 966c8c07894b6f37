package chat.palaver.proxy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file that says which links there are: a JSON list of {@code {from, to, port, target}}. */
public final class Links {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Links() {}

    /** The links a file names. */
    public static List<Link> read(Path file) throws IOException {
        return JSON.readValue(Files.readString(file), new TypeReference<>() {});
    }

    /** The text of such a file. */
    public static String text(List<Link> links) throws IOException {
        return JSON.writeValueAsString(links);
    }

    static List<LinkState> states(String text) throws IOException {
        return JSON.readValue(text, new TypeReference<>() {});
    }

    static String textOf(List<LinkState> states) throws IOException {
        return JSON.writeValueAsString(states);
    }
}
