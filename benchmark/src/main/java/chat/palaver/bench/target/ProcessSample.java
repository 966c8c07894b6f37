package chat.palaver.bench.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the kernel says of a process at a moment (Linux, proc(5)).
 *
 * @param cpuSeconds user and system time so far, to 10 ms
 * @param residentBytes of its memory
 */
public record ProcessSample(double cpuSeconds, long residentBytes) {
    /** Of {@code /proc/PID/stat}, in USER_HZ, which is 100 on every Linux of ours. */
    private static final double TICKS = 100;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int RESIDENT_PAGES = 21;
    private static final long PAGE_BYTES = 4_096;

    /** The process now; empty if it is gone, or there is no proc file system. */
    public static Optional<ProcessSample> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            return Optional.of(parse(stat));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads a line of {@code /proc/PID/stat}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ProcessSample parse(String stat) {
        // The name, in parentheses, may hold spaces and parentheses.
        int end = stat.lastIndexOf(')');
        String[] words = stat.substring(end + 1).strip().split(" ", -1);
        if (end < 0 || words.length <= RESIDENT_PAGES) {
            throw new IllegalArgumentException("not of /proc: " + stat);
        }
        double ticks = Double.parseDouble(words[USER_TICKS]);
        ticks += Double.parseDouble(words[SYSTEM_TICKS]);
        return new ProcessSample(ticks / TICKS, Long.parseLong(words[RESIDENT_PAGES]) * PAGE_BYTES);
    }
}
