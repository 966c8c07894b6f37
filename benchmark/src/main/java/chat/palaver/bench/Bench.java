package chat.palaver.bench;

import chat.palaver.bench.limit.BareLimits;
import chat.palaver.bench.report.Report;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.report.Words;
import chat.palaver.bench.scenario.Limits;
import chat.palaver.bench.scenario.Scenario;
import chat.palaver.bench.scenario.Setting;
import chat.palaver.bench.target.DataFolder;
import chat.palaver.bench.target.People;
import chat.palaver.bench.target.RunningSystem;
import chat.palaver.process.LocalSystem;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Runs scenarios against one system, the bare limits first, and reports. */
final class Bench {
    static final int SOUND = 0;
    static final int FLAWED = 1;

    private final Common options;
    private final BareLimits limits;
    private final PrintStream out;
    private final Clock clock;

    /**
     * One call of the benchmark.
     *
     * @param limits to be measured first, unless the options say otherwise
     */
    Bench(Common options, BareLimits limits, PrintStream out, Clock clock) {
        this.options = options;
        this.limits = limits;
        this.out = out;
        this.clock = clock;
    }

    /**
     * Runs them all.
     *
     * @return 0, or 1 if something was lost, doubled or out of order
     */
    int run(List<Scenario> scenarios) throws Exception {
        if (options.api != null && options.data != null) {
            throw new IllegalArgumentException("--api or --data, not both");
        }
        requireWritable(options.report);
        if (options.api != null) {
            return run(scenarios, RunningSystem.at(options.api));
        }
        if (options.data != null) {
            return run(scenarios, RunningSystem.of(new DataFolder(options.data)));
        }
        Progress.say("starting a system");
        Path folder = Files.createTempDirectory("palaver-bench.");
        List<String> wanted =
                List.of(
                        "--separate",
                        "--edges",
                        String.valueOf(options.edges),
                        "--fanouts",
                        String.valueOf(options.fanouts),
                        "--brokers",
                        String.valueOf(options.brokers),
                        // Logs lie where a scenario wants them.
                        "--own-logs",
                        "2000",
                        "--own-logs-from",
                        "1000000");
        try (LocalSystem system = LocalSystem.startLasting(folder, options.portBase, wanted)) {
            return run(scenarios, RunningSystem.of(new DataFolder(system.data())));
        }
    }

    /** Found out before the load, or all that was measured would be gone. */
    private static void requireWritable(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "report", ".part"));
        } catch (IOException e) {
            throw new IllegalArgumentException("--report: cannot write there: " + e, e);
        }
    }

    private int run(List<Scenario> scenarios, RunningSystem system) throws Exception {
        List<Result> results = new ArrayList<>();
        try (People people = system.people(clock)) {
            List<URI> edges = system.edges(people.make(1).get(0));
            Setting setting =
                    new Setting(
                            edges,
                            system.data(),
                            people,
                            options.warmUp,
                            options.seconds,
                            options.workers,
                            Limits.none(),
                            clock,
                            Progress::say);
            if (!options.noLimits) {
                BareLimits.Found found = limits.measure(setting, system);
                keep(found.result(), results);
                setting = setting.with(found.limits());
            }
            for (Scenario scenario : scenarios) {
                keep(scenario.run(setting), results);
            }
        }
        return results.stream().allMatch(Result::isSound) ? SOUND : FLAWED;
    }

    /** Shown and written at once: a later scenario may fail. */
    private void keep(Result result, List<Result> results) throws IOException {
        Words.of(result).forEach(out::println);
        results.add(result);
        new Report("Palaver benchmark", about(), results).write(options.report);
    }

    private List<String> about() {
        return List.of(
                clock.instant().toString(),
                Runtime.getRuntime().availableProcessors()
                        + " processors, shared by the system and the load generator; Java "
                        + Runtime.version());
    }
}
