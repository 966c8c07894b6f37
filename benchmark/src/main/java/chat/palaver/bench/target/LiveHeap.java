package chat.palaver.bench.target;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a Java process how much of its heap is in use after a collection, by {@code jcmd}. */
public final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

    private LiveHeap() {}

    /**
     * Bytes of all objects that something refers to. Stops the process for as long as a full
     * collection takes.
     *
     * @throws IOException if this JDK has no {@code jcmd}, or the process does not answer
     */
    public static long bytes(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process =
                new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return total(said);
    }

    static long total(String histogram) throws IOException {
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            String first = histogram.lines().findFirst().orElse("nothing");
            throw new IOException("jcmd says: " + first);
        }
        return Long.parseLong(total.group(1));
    }
}
