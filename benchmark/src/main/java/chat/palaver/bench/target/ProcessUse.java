package chat.palaver.bench.target;

/**
 * What a process used in a time.
 *
 * @param cpuSeconds of all processors
 * @param residentBytes at its end
 * @param peakResidentBytes the most seen in it
 */
public record ProcessUse(
        String name, double cpuSeconds, long residentBytes, long peakResidentBytes) {}
