package chat.palaver.bench.capacity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palaver capacity}. */
@Command(
        name = "palaver capacity",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = {
            "Computes what so many users need, from what was measured that things cost.",
            "Each line shows its arithmetic."
        })
public final class CapacityMain implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private DemandOptions demand;
    @Mixin private SystemOptions system;

    @Option(
            names = "--costs",
            paramLabel = "FILE",
            description = "other costs, in the form of those that come with the program")
    private Path costs;

    @Option(names = "--json", description = "the same to be read by programs")
    private boolean json;

    public static void main(String[] args) {
        System.exit(command().execute(args));
    }

    static CommandLine command() {
        return new CommandLine(new CapacityMain());
    }

    @Override
    public Integer call() {
        try {
            Costs known = costs == null ? Costs.measured() : Costs.of(costs);
            List<Line> lines = Plan.of(demand.demand(), system.layout(), system.machines(), known);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(json(known, lines));
            } else {
                PlanTable.of(lines).forEach(out::println);
            }
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "cannot read " + e.getMessage(), e);
        }
    }

    private String json(Costs known, List<Line> lines) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("demand", demand.demand());
        all.put("layout", system.layout());
        all.put("machines", system.machines());
        all.put("costs", known.byKey());
        all.put("lines", lines);
        return new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(all);
    }
}
