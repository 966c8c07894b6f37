package chat.palaver.bench;

import chat.palaver.bench.limit.BareLimits;
import chat.palaver.bench.scenario.HistoryReading;
import chat.palaver.bench.scenario.Idle;
import chat.palaver.bench.scenario.Isolation;
import chat.palaver.bench.scenario.Mixed;
import chat.palaver.bench.scenario.OwnLogs;
import chat.palaver.bench.scenario.Pair;
import chat.palaver.bench.scenario.Replay;
import chat.palaver.bench.scenario.Room;
import chat.palaver.bench.scenario.Saturate;
import chat.palaver.bench.scenario.Scenario;
import chat.palaver.bench.scenario.Storm;
import chat.palaver.client.api.ApiException;
import chat.palaver.store.StoreUnavailable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** {@code palaver bench}. */
@Command(
        name = "palaver bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "SCENARIO",
        exitCodeOnInvalidInput = Main.COULD_NOT_RUN,
        description = {
            "Loads a system over real WebSockets and measures it.",
            "Ends with 0, with 1 if anything was lost, doubled or out of order, with 2 if it could",
            "not run."
        })
public final class Main {
    static final int COULD_NOT_RUN = 2;

    /** What the limits are measured with where the scenario says nothing else. */
    private static final double RATE = 200;

    private static final int CONNECTIONS = 100;
    private static final double ROOM_RATE = 20;
    private static final int TEXT_BYTES = 80;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler(Main::failed)
                .setExecutionStrategy(
                        parsed -> {
                            OptionRanges.check(parsed);
                            return new CommandLine.RunLast().execute(parsed);
                        });
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "one-to-one messages at a rate over two edges")
    int pair(
            @Mixin Common common,
            @Option(names = "--pairs", defaultValue = "20") int pairs,
            @Option(names = "--rate", defaultValue = "200") double rate,
            @Option(names = "--bytes", defaultValue = "80") int bytes)
            throws Exception {
        BareLimits limits = new BareLimits(rate, CONNECTIONS, ROOM_RATE, bytes);
        return run(common, limits, new Pair(pairs, rate, bytes));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "a group: every delivery, the first member and the last")
    int room(
            @Mixin Common common,
            @Option(names = "--members", defaultValue = "100") int members,
            @Option(names = "--rate", defaultValue = "20") double rate,
            @Option(names = "--bytes", defaultValue = "80") int bytes,
            @Option(names = "--log", description = "own or shared") String log)
            throws Exception {
        BareLimits limits = new BareLimits(RATE, members, rate, bytes);
        return run(common, limits, new Room(members, rate, bytes, log));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "closed loop: deliveries/s of a room, durable one-to-one messages/s")
    int saturate(
            @Mixin Common common,
            @Option(names = "--members", defaultValue = "100") int members,
            @Option(names = "--pairs", defaultValue = "100") int pairs,
            @Option(names = "--window", defaultValue = "4") int window,
            @Option(names = "--bytes", defaultValue = "80") int bytes)
            throws Exception {
        return run(common, new Saturate(members, pairs, window, bytes));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "connections that only ping: bytes of each, and what they cost others")
    int idle(
            @Mixin Common common,
            @Option(names = "--connections", defaultValue = "5000") int connections,
            @Option(names = "--people", defaultValue = "1000") int people,
            @Option(names = "--group", defaultValue = "100") int group,
            @Option(names = "--rate", defaultValue = "100") double rate)
            throws Exception {
        return run(common, new Idle(connections, people, group, rate));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "everybody is cut off and comes back with resume")
    int storm(
            @Mixin Common common,
            @Option(names = "--clients", defaultValue = "2000") int clients,
            @Option(names = "--people", defaultValue = "1000") int people,
            @Option(names = "--group", defaultValue = "100") int group,
            @Option(names = "--missed", defaultValue = "10") int missed,
            @Option(names = "--at-once", defaultValue = "1000") int atOnce)
            throws Exception {
        return run(common, new Storm(clients, people, group, missed, atOnce));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "the lines of IRC logs, as fast as they were said or faster")
    int replay(
            @Mixin Common common,
            @Option(names = "--logs", paramLabel = "DIR", required = true) Path logs,
            @Option(names = "--speed", defaultValue = "60", description = "1 to 1000") double speed,
            @Option(names = "--people", defaultValue = "100") int people)
            throws Exception {
        return run(common, new Replay(logs, speed, people));
    }

    @Command(mixinStandardHelpOptions = true, description = "pages of a long history over HTTP")
    int history(
            @Mixin Common common,
            @Option(names = "--messages", defaultValue = "5000") int messages,
            @Option(names = "--rate", defaultValue = "50") double rate,
            @Option(names = "--page", defaultValue = "50") int page)
            throws Exception {
        return run(common, new HistoryReading(messages, rate, page));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "pairs, a room, history reads and idle connections at one time")
    int mixed(
            @Mixin Common common,
            @Option(names = "--rate", defaultValue = "100") double rate,
            @Option(names = "--members", defaultValue = "100") int members,
            @Option(names = "--room-rate", defaultValue = "5") double roomRate,
            @Option(names = "--pages", defaultValue = "10") double pages,
            @Option(names = "--idle", defaultValue = "500") int idle)
            throws Exception {
        return run(common, new Mixed(rate, members, roomRate, pages, idle));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "pairs beside a large room: in a shared log, in its own, beside a burn")
    int isolation(
            @Mixin Common common,
            @Option(names = "--members", defaultValue = "2000") int members,
            @Option(names = "--room-rate", defaultValue = "10") double roomRate,
            @Option(names = "--pairs", defaultValue = "20") int pairs,
            @Option(names = "--rate", defaultValue = "100") double rate,
            @Option(names = "--runs", defaultValue = "5") int runs,
            @Option(
                            names = "--control",
                            description = "both rooms in the shared log: shows the noise")
                    boolean control)
            throws Exception {
        return run(common, new Isolation(members, roomRate, pairs, rate, runs, control));
    }

    @Command(
            name = "own-logs",
            mixinStandardHelpOptions = true,
            description = "what many channels with a log of their own cost, of which few are busy")
    int ownLogs(
            @Mixin Common common,
            @Option(names = "--counts", split = ",", defaultValue = "10,100,1000")
                    List<Integer> counts,
            @Option(names = "--busy", defaultValue = "10") int busy,
            @Option(names = "--rate", defaultValue = "50") double rate,
            @Option(names = "--control", description = "all in the shared log, to compare with")
                    boolean control)
            throws Exception {
        return run(common, new OwnLogs(counts, busy, rate, control));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "pair, room, saturate, history, mixed, storm and idle, one after another")
    int all(@Mixin Common common) throws Exception {
        return run(
                common,
                new Pair(20, RATE, TEXT_BYTES),
                new Room(CONNECTIONS, ROOM_RATE, TEXT_BYTES, null),
                new Saturate(100, 100, 4, TEXT_BYTES),
                new HistoryReading(5_000, 50, 50),
                new Mixed(100, 100, 5, 10, 500),
                new Storm(2_000, 1_000, 100, 10, 1_000),
                new Idle(5_000, 1_000, 100, 100));
    }

    private int run(Common common, Scenario... scenarios) throws Exception {
        return run(common, new BareLimits(RATE, CONNECTIONS, ROOM_RATE, TEXT_BYTES), scenarios);
    }

    private int run(Common common, BareLimits limits, Scenario... scenarios) throws Exception {
        return new Bench(common, limits, out, Clock.systemUTC()).run(List.of(scenarios));
    }

    /** What is to be expected is said in a line; the rest with the place where it happened. */
    private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof ApiException) {
            Progress.say("the server says " + failure.getMessage());
        } else if (failure instanceof IOException
                || failure instanceof StoreUnavailable
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException) {
            Progress.say(failure.getMessage());
        } else {
            Progress.say(failure);
        }
        return COULD_NOT_RUN;
    }
}
