package chat.palaver.bench.report;

import chat.palaver.bench.target.ProcessUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A result as lines for a terminal. */
public final class Words {
    private static final double MEBI = 1 << 20;
    private static final double MICRO = 1e6;

    private Words() {}

    public static List<String> of(Result result) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("== " + result.scenario() + ": " + result.title() + " " + result.settings());
        if (!result.distributions().isEmpty()) {
            lines.add(
                    "%-34s %9s %9s %9s %9s %9s %9s"
                            .formatted("ms", "count", "p50", "p90", "p99", "p99.9", "max"));
        }
        result.distributions().forEach(each -> lines.add(distribution(each)));
        result.figures().forEach(each -> lines.add(figure(each)));
        if (!result.processes().isEmpty()) {
            lines.add(
                    "%-34s %9s %9s %9s %9s".formatted("process", "CPU s", "busy", "us/msg", "MiB"));
        }
        result.processes().forEach(each -> lines.add(process(each, result)));
        lines.addAll(result.hops());
        result.notes().forEach(each -> lines.add("note: " + each));
        lines.add((result.isSound() ? "sound " : "FLAWED ") + result.flaws());
        return lines;
    }

    private static String distribution(Distribution each) {
        return "%-34s %9d %9.2f %9.2f %9.2f %9.2f %9.2f"
                .formatted(
                        each.name(),
                        each.count(),
                        each.p50(),
                        each.p90(),
                        each.p99(),
                        each.p999(),
                        each.max());
    }

    private static String figure(Figure each) {
        String ratio =
                each.ratio() == null
                        ? ""
                        : String.format(Locale.ROOT, "  = %.2fx %s", each.ratio(), each.limit());
        return "%-34s %12s %-8s%s".formatted(each.name(), number(each.value()), each.unit(), ratio);
    }

    /** As many digits as mean something. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size >= 1_000 ? "%,.0f" : size >= 10 ? "%.1f" : "%.3f", value);
    }

    private static String process(ProcessUse each, Result result) {
        String perMessage =
                result.messages() == 0
                        ? "-"
                        : number(each.cpuSeconds() * MICRO / result.messages());
        return "%-34s %9.2f %9.2f %9s %9.0f"
                .formatted(
                        each.name(),
                        each.cpuSeconds(),
                        result.seconds() == 0 ? 0 : each.cpuSeconds() / result.seconds(),
                        perMessage,
                        each.residentBytes() / MEBI);
    }
}
