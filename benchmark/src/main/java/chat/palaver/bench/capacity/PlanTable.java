package chat.palaver.bench.capacity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines of a plan, to be read. */
final class PlanTable {
    private static final List<String> PREFIXES = List.of("", "k", "M", "G", "T", "P", "E");
    private static final double STEP = 1_000;

    private PlanTable() {}

    static List<String> of(List<Line> lines) {
        List<String> rows = new ArrayList<>();
        String part = "";
        for (Line line : lines) {
            if (!line.part().equals(part)) {
                part = line.part();
                rows.add((rows.isEmpty() ? "" : "\n") + part);
            }
            rows.add(
                    String.format(
                            Locale.ROOT,
                            "  %-30s %18s  = %s",
                            line.name(),
                            quantity(line),
                            line.formula()));
        }
        return rows;
    }

    private static String quantity(Line line) {
        if (line.unit().startsWith("B")) {
            double value = line.value();
            int prefix = 0;
            while (value >= STEP && prefix < PREFIXES.size() - 1) {
                value /= STEP;
                prefix++;
            }
            return String.format(
                    Locale.ROOT, "%.1f %s%s", value, PREFIXES.get(prefix), line.unit());
        }
        return (String.format(Locale.ROOT, "%,.0f ", line.value()) + line.unit()).strip();
    }
}
