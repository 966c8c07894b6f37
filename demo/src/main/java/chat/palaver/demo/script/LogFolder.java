package chat.palaver.demo.script;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A folder of chat logs, or one of them: files called {@code *.txt} or {@code *.log}, plain or with
 * {@code .gz}, in the order of their names. They are read as a stream, no further than wanted.
 */
public final class LogFolder {
    private static final int LONGEST_LINE = 200_200;

    private final List<Path> files;

    /** A line nobody took for somebody's words still counts here. */
    public record Read(long lines, long utterances) {}

    /**
     * @throws IOException when there is no such folder or no log in it
     */
    public LogFolder(Path place) throws IOException {
        files = Files.isDirectory(place) ? logsIn(place) : List.of(place);
        if (files.isEmpty()) {
            throw new IOException("no *.txt or *.log, plain or .gz, in " + place);
        }
    }

    private static List<Path> logsIn(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(Files::isRegularFile).filter(LogFolder::isLog).sorted().toList();
        }
    }

    private static boolean isLog(Path file) {
        return file.getFileName().toString().matches(".*\\.(txt|log)(\\.gz)?");
    }

    /**
     * Reads until the last line, or until nobody wants more.
     *
     * @param first which file to begin with, counted round; the others follow
     * @param wantsMore told every utterance; false ends it
     */
    public Read read(long first, Predicate<Utterance> wantsMore) throws IOException {
        List<Path> order = new ArrayList<>(files);
        java.util.Collections.rotate(order, -Math.floorMod(first, files.size()));
        long lines = 0;
        long utterances = 0;
        for (Path file : order) {
            try (Reader reader = open(file)) {
                BoundedLines in = new BoundedLines(reader, LONGEST_LINE);
                for (String line = in.next(); line != null; line = in.next()) {
                    lines++;
                    var said = ChatLog.parse(line);
                    if (said.isPresent()) {
                        utterances++;
                        if (!wantsMore.test(said.get())) {
                            return new Read(lines, utterances);
                        }
                    }
                }
            } catch (IOException e) {
                throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
            }
        }
        return new Read(lines, utterances);
    }

    private static Reader open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            InputStream in =
                    file.getFileName().toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }
}
