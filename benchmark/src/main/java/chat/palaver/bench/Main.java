package chat.palaver.bench;

import chat.palaver.bench.scenario.Pair;
import chat.palaver.bench.scenario.Room;
import chat.palaver.bench.scenario.Scenario;
import chat.palaver.client.api.ApiException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code palaver bench}. */
@Command(
        name = "palaver bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "SCENARIO",
        exitCodeOnInvalidInput = Main.COULD_NOT_RUN,
        exitCodeOnExecutionException = Main.COULD_NOT_RUN,
        description = {
            "Loads a system over real WebSockets and measures it.",
            "Ends with 0, with 1 if anything was lost, doubled or out of order, with 2 if it could",
            "not run."
        })
public final class Main {
    static final int COULD_NOT_RUN = 2;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
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
        return run(common, new Pair(pairs, rate, bytes));
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
        return run(common, new Room(members, rate, bytes, log));
    }

    private int run(Common common, Scenario... scenarios) throws Exception {
        try {
            return new Bench(common, out, Clock.systemUTC()).run(List.of(scenarios));
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            Progress.say(e.getMessage());
        } catch (ApiException e) {
            Progress.say("the server says " + e.getMessage());
        }
        return COULD_NOT_RUN;
    }
}
