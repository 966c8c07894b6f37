package chat.palaver.bench.report;

import chat.palaver.bench.target.ProcessUse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one scenario found.
 *
 * @param settings what it was told, for whoever wants to do it again
 * @param flaws what must not be: losses, doubles, disorder; by name, zeros included
 * @param messages that the CPU of the processes is divided by; 0 if that means nothing
 * @param seconds over which the processes were looked at
 * @param hops a table, line by line, of where the time of a message went; empty if not known
 */
public record Result(
        String scenario,
        String title,
        Map<String, String> settings,
        List<Figure> figures,
        List<Distribution> distributions,
        Map<String, Long> flaws,
        List<ProcessUse> processes,
        double messages,
        double seconds,
        List<Chart> charts,
        List<String> hops,
        List<String> notes) {
    public Result {
        // In the order in which they were told.
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        flaws = Collections.unmodifiableMap(new LinkedHashMap<>(flaws));
        figures = List.copyOf(figures);
        distributions = List.copyOf(distributions);
        processes = List.copyOf(processes);
        charts = List.copyOf(charts);
        hops = List.copyOf(hops);
        notes = List.copyOf(notes);
    }

    /** Whether nothing was lost, doubled or out of order. */
    public boolean isSound() {
        return flaws.values().stream().allMatch(count -> count == 0);
    }

    /** Collects a result. */
    public static final class Builder {
        private final String scenario;
        private final String title;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private final List<Figure> figures = new ArrayList<>();
        private final List<Distribution> distributions = new ArrayList<>();
        private final Map<String, Long> flaws = new LinkedHashMap<>();
        private final List<ProcessUse> processes = new ArrayList<>();
        private final List<Chart> charts = new ArrayList<>();
        private final List<String> hops = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private double messages;
        private double seconds;

        public Builder(String scenario, String title) {
            this.scenario = scenario;
            this.title = title;
        }

        public Builder setting(String name, Object value) {
            settings.put(name, String.valueOf(value));
            return this;
        }

        /** Shown once, though it is given again: compared with what was not measured. */
        public Builder figure(Figure figure) {
            if (!figures.contains(figure)) {
                figures.add(figure);
            }
            return this;
        }

        public Builder distribution(Distribution distribution) {
            distributions.add(distribution);
            return this;
        }

        /** Adds up what was added before under the name. */
        public Builder flaw(String name, long count) {
            flaws.merge(name, count, Long::sum);
            return this;
        }

        /** Where the time of a message went, as a table of lines. */
        public Builder hops(List<String> table) {
            hops.addAll(table);
            return this;
        }

        public Builder note(String words) {
            notes.add(words);
            return this;
        }

        /** What the processes used while so many messages went through, in so many seconds. */
        public Builder processes(List<ProcessUse> uses, double perMessages, double overSeconds) {
            processes.addAll(uses);
            messages = perMessages;
            seconds = overSeconds;
            return this;
        }

        public Builder chart(Chart chart) {
            charts.add(chart);
            return this;
        }

        public Result build() {
            return new Result(
                    scenario,
                    title,
                    settings,
                    figures,
                    distributions,
                    flaws,
                    processes,
                    messages,
                    seconds,
                    charts,
                    hops,
                    notes);
        }
    }
}
