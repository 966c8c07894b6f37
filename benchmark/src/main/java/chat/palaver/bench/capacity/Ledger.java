package chat.palaver.bench.capacity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Computes line by line and keeps each with its formula. Not thread-safe. */
final class Ledger {
    private final List<Line> lines = new ArrayList<>();
    private String part = "";

    /** What comes next belongs to it. */
    void part(String name) {
        part = name;
    }

    double line(String name, String unit, double value, String formula) {
        lines.add(new Line(part, name, value, unit, formula));
        return value;
    }

    /** Whole ones, enough of them. */
    double whole(String name, String unit, double value, String formula) {
        return line(name, unit, Math.ceil(value - 1e-9), formula + ", rounded up");
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    /** A number in a formula: short, and exact enough to be checked by hand. */
    static String n(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e6) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        } else if (size >= 1e12) {
            return String.format(Locale.ROOT, "%.3gT", value / 1e12);
        } else if (size >= 1e9) {
            return String.format(Locale.ROOT, "%.4gG", value / 1e9);
        } else if (size >= 1e6) {
            return String.format(Locale.ROOT, "%.4gM", value / 1e6);
        } else if (size >= 1_000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 100 ? "%.1f" : "%.3g", value);
    }
}
