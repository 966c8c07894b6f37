package chat.palaver.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything one call of the benchmark has found.
 *
 * @param title of it
 * @param about lines on the machine and the system
 */
public record Report(String title, List<String> about, List<Result> results) {
    public Report {
        about = List.copyOf(about);
        results = List.copyOf(results);
    }

    /** Writes {@code report.json} and {@code report.html} into a folder, made when missing. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.writeString(folder.resolve("report.json"), json.writeValueAsString(this));
        Files.writeString(folder.resolve("report.html"), Html.page(title, about, results));
    }
}
