package chat.palaver.check;

import chat.palaver.check.history.History;
import chat.palaver.check.history.HistoryFile;
import chat.palaver.check.history.HistoryWriter;
import chat.palaver.check.invariant.Checker;
import chat.palaver.check.invariant.Evidence;
import chat.palaver.check.invariant.Verdict;
import chat.palaver.check.nemesis.Barrage;
import chat.palaver.check.nemesis.Fault;
import chat.palaver.check.nemesis.Faults;
import chat.palaver.check.nemesis.Nemesis;
import chat.palaver.check.nemesis.Round;
import chat.palaver.check.nemesis.Target;
import chat.palaver.check.report.Report;
import chat.palaver.check.report.Whereabouts;
import chat.palaver.check.workload.NemesisFailed;
import chat.palaver.check.workload.Workload;
import chat.palaver.check.workload.WorkloadPlan;
import chat.palaver.client.api.ApiException;
import chat.palaver.process.LocalSystem;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palaver check}. */
@Command(
        name = "palaver check",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Main.COULD_NOT_RUN,
        exitCodeOnExecutionException = Main.COULD_NOT_RUN,
        description = {
            "Loads a system, inflicts faults on it, takes down what every client sees and checks",
            "that against the guarantees.",
            "Ends with 0 if all of them hold, 1 if one is violated, 2 if it could not run."
        })
public final class Main implements Callable<Integer> {
    static final int GOOD = 0;
    static final int VIOLATED = 1;
    static final int COULD_NOT_RUN = 2;

    private static final String ALL = "all";

    private static final Duration BUDGET = Duration.ofSeconds(120);

    @Spec private CommandSpec spec;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "the API server of a running system, to be checked without faults")
    private URI api;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "the data folder of a running `palaver up --separate`",
                "(default: start one, and end it)"
            })
    private Path data;

    @Option(names = "--seed", paramLabel = "N", description = "(default: a new one)")
    private Long seed;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "how long at least to write (default: 60); faults may take longer")
    private int seconds;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "0",
            description = "how many messages to write instead")
    private int messages;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "messages a second, repeats not counted (default: 100)")
    private int rate;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "20",
            description = "each with one to three devices (default: 20)")
    private int users;

    @Option(
            names = "--channels",
            paramLabel = "N",
            defaultValue = "30",
            description = "a third of them direct (default: 30)")
    private int channels;

    @Option(
            names = "--faults",
            paramLabel = "LIST",
            defaultValue = "none",
            description = {
                "none, short, all, or names, with commas (default: none).",
                "`all` on systems it starts itself takes three rounds, more than an hour"
            })
    private String faults;

    @Option(
            names = "--round",
            paramLabel = "1|2|3",
            defaultValue = "0",
            description = "of `--faults all` only this round")
    private int round;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = {
                "where report.txt, report.json and history.jsonl are to go",
                "(default: only if something is found, to a temporary folder)"
            })
    private Path folder;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "only judge a history recorded before, .jsonl or .jsonl.gz")
    private Path recorded;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = {
                "brokers to look into for what is missing",
                "(default: those of the system, if it is on this machine)"
            })
    private String kafka;

    @Option(
            names = "--port-base",
            paramLabel = "N",
            defaultValue = "0",
            description = "first port of a system it starts (default: any free)")
    private int portBase;

    @Option(
            names = "--brokers",
            paramLabel = "1|3",
            defaultValue = "1",
            description = "of a system it starts (default: 1)")
    private int brokers;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try {
            return recorded == null
                    ? run()
                    : judge(new HistoryFile(recorded), folder, Optional.ofNullable(kafka));
        } catch (IOException
                | UncheckedIOException
                | IllegalArgumentException
                | IllegalStateException e) {
            System.err.println("palaver check: " + e.getMessage());
        } catch (ApiException e) {
            System.err.println("palaver check: the server says " + e.getMessage());
        }
        return COULD_NOT_RUN;
    }

    private int run() throws Exception {
        WorkloadPlan plan = plan();
        if (api != null) {
            require(named().isEmpty(), "--faults needs a system of this machine (--data)");
            return run(plan, api, stage -> {}, Optional.ofNullable(kafka), folder);
        }
        if (data != null) {
            return run(
                    plan,
                    RunningSystem.api(data),
                    undoneWhenInterrupted(nemesis(data, named(), plan.seed())),
                    logOf(data),
                    folder);
        }
        return runRounds(plan);
    }

    private int runRounds(WorkloadPlan plan) throws Exception {
        List<Round> rounds = rounds();
        int worst = GOOD;
        for (int i = 0; i < rounds.size(); i++) {
            Round each = rounds.get(i);
            if (faults.equals(ALL)) {
                progress("round " + each.number() + " of " + Round.COUNT);
            }
            int status =
                    runOwn(
                            each,
                            plan.withSeed(plan.seed() + each.number() - 1),
                            folder == null || rounds.size() == 1
                                    ? folder
                                    : folder.resolve("round-" + each.number()));
            worst = Math.max(worst, status);
        }
        return worst;
    }

    private int runOwn(Round each, WorkloadPlan plan, Path report) throws Exception {
        try (LocalSystem system = OwnSystem.start(each, portBase)) {
            boolean good = false;
            try {
                int status =
                        run(
                                plan,
                                system.api(),
                                nemesis(system.data(), each.faults(), plan.seed()),
                                logOf(system.data()),
                                report);
                good = status == GOOD;
                return status;
            } finally {
                if (!good) {
                    system.keep();
                }
            }
        }
    }

    private List<Round> rounds() {
        require(round == 0 || faults.equals(ALL), "--round is one of --faults all");
        require(round >= 0 && round <= Round.COUNT, "--round must be 1 to " + Round.COUNT);
        if (!faults.equals(ALL)) {
            return List.of(new Round(1, brokers, named()));
        }
        return Round.all().stream().filter(each -> round == 0 || each.number() == round).toList();
    }

    private WorkloadPlan plan() {
        long chosen = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
        try {
            return new WorkloadPlan(
                    chosen, Duration.ofSeconds(seconds), messages, rate, users, channels, BUDGET);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void require(boolean good, String otherwise) {
        if (!good) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private Nemesis nemesis(Path system, List<Fault> inflicted, long chance) {
        if (inflicted.isEmpty()) {
            return stage -> {};
        }
        return new Barrage(Target.of(system), inflicted, chance, this::progress);
    }

    /** Somebody else's system: it is not left in the midst of a fault when this is interrupted. */
    private Nemesis undoneWhenInterrupted(Nemesis nemesis) {
        if (nemesis instanceof Barrage barrage) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        try {
                                            barrage.undo();
                                        } catch (Exception e) {
                                            progress("the fault under way is not undone: " + e);
                                        }
                                    },
                                    "undo"));
        }
        return nemesis;
    }

    private List<Fault> named() {
        try {
            return Faults.named(faults);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Optional<String> logOf(Path system) throws IOException {
        return Optional.of(kafka == null ? Target.of(system).kafka() : kafka);
    }

    private int run(
            WorkloadPlan plan, URI server, Nemesis nemesis, Optional<String> log, Path report)
            throws Exception {
        Path kept = report == null ? Files.createTempDirectory("palaver-check-report.") : report;
        Files.createDirectories(kept);
        Path file = kept.resolve("history.jsonl");
        boolean good = false;
        try {
            boolean whole = record(plan, server, nemesis, file);
            int status = judge(new HistoryFile(file), kept, log);
            good = whole && status == GOOD;
            return status == GOOD && !whole ? COULD_NOT_RUN : status;
        } finally {
            if (report != null || !good) {
                progress("report and history are in " + kept);
            } else {
                remove(kept);
            }
        }
    }

    /**
     * Runs the workload. What it could take down before it failed is as true as the rest, and is to
     * be judged.
     *
     * @return whether it came to its end, and the nemesis to its own
     */
    private boolean record(WorkloadPlan plan, URI server, Nemesis nemesis, Path file)
            throws IOException, InterruptedException {
        try (HistoryWriter writer = new HistoryWriter(file, System::nanoTime);
                Workload workload =
                        new Workload(server, plan, writer, Clock.systemUTC(), this::progress)) {
            workload.run(nemesis);
            if (api != null || data != null) {
                workload.giveBack();
            }
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (NemesisFailed | IllegalStateException e) {
            progress(e.getMessage());
        } catch (ApiException e) {
            progress("the server says " + e.getMessage());
        } catch (Exception e) {
            progress("the workload failed: " + e);
        }
        return false;
    }

    private static void remove(Path kept) throws IOException {
        for (String name : List.of("history.jsonl", "report.txt", "report.json")) {
            Files.deleteIfExists(kept.resolve(name));
        }
        Files.deleteIfExists(kept);
    }

    private int judge(History history, Path kept, Optional<String> log) throws IOException {
        Verdict verdict = Checker.check(history);
        Report report =
                new Report(
                        verdict,
                        Evidence.of(verdict.violations(), history),
                        Whereabouts.of(verdict.violations(), history, log));
        report.words().forEach(out::println);
        if (kept != null) {
            report.write(kept);
        }
        return verdict.isGood() ? GOOD : VIOLATED;
    }

    private void progress(String words) {
        System.err.println("palaver check: " + words);
    }
}
