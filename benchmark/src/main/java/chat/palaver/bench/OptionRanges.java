package chat.palaver.bench;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What the numbers of options may be, by the options' names: whatever is senseless is refused
 * before anything is started or measured.
 */
final class OptionRanges {
    private static final Range DURATION = new Range(1, 86_400);
    private static final Range RATE = new Range(0.1, 1_000_000);
    private static final Range MANY = new Range(1, 1_000_000);

    private static final Map<String, Range> RANGES =
            Map.ofEntries(
                    Map.entry("--seconds", DURATION),
                    Map.entry("--warm-up", new Range(0, 86_400)),
                    Map.entry("--workers", new Range(1, 64)),
                    Map.entry("--bytes", new Range(1, 100_000)),
                    Map.entry("--rate", RATE),
                    Map.entry("--room-rate", RATE),
                    Map.entry("--pages", RATE),
                    Map.entry("--runs", new Range(1, 1_000)),
                    Map.entry("--window", new Range(1, 1_000)),
                    Map.entry("--page", new Range(1, 200)),
                    Map.entry("--idle", new Range(0, 1_000_000)),
                    Map.entry("--missed", new Range(0, 1_000_000)),
                    Map.entry("--pairs", new Range(1, 1_000)),
                    Map.entry("--members", new Range(2, 1_000_000)),
                    Map.entry("--connections", MANY),
                    Map.entry("--clients", MANY),
                    Map.entry("--people", MANY),
                    Map.entry("--group", MANY),
                    Map.entry("--at-once", MANY),
                    Map.entry("--messages", MANY),
                    Map.entry("--busy", MANY));

    private OptionRanges() {}

    private record Range(double from, double to) {
        boolean has(double value) {
            return value >= from && value <= to;
        }

        String words() {
            return number(from) + " to " + number(to);
        }
    }

    /**
     * Looks at the options of the scenario that was asked for.
     *
     * @throws ParameterException that names the option and what it may be
     */
    static void check(ParseResult parsed) {
        ParseResult scenario = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        CommandLine command = scenario.commandSpec().commandLine();
        for (OptionSpec option : scenario.commandSpec().options()) {
            Range range = RANGES.get(option.longestName());
            Object value = option.getValue();
            if (range != null
                    && value instanceof Number number
                    && !range.has(number.doubleValue())) {
                throw new ParameterException(
                        command,
                        option.longestName() + ": " + range.words() + ", not " + number(number));
            }
        }
    }

    private static String number(Number number) {
        double value = number.doubleValue();
        return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : number.toString();
    }
}
