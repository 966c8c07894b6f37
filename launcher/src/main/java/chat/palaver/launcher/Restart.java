package chat.palaver.launcher;

import chat.palaver.process.Installation;
import chat.palaver.process.ServiceProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code palaver restart}: starts one part that has died, beside an {@code up} that goes on. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = "Starts one part that has died, with the options of the running up.")
final class Restart implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "as in DIR/run/NAME.pid")
    private String name;

    @Option(names = "--data", paramLabel = "DIR", defaultValue = "data")
    private Path data;

    @Override
    public Integer call() throws Exception {
        DataFolder folder = new DataFolder(data);
        Plan plan = folder.plan();
        if (!folder.isInUse()) {
            throw new Refusal("nothing runs in " + folder.root() + ": use ./palaver up");
        }
        Part part =
                plan.processes().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new Refusal(unknown(plan)));
        if (new PidFile(folder.pidFile(part)).process().isPresent()) {
            throw new Refusal(name + " is running");
        }
        PartProcess processes = new PartProcess(Installation.locate(), folder, plan);
        ServiceProcess process = processes.start(part);
        processes.awaitReady(process, part);
        if (!folder.isInUse()) {
            process.close();
            throw new Refusal("`palaver up` has ended meanwhile, and " + name + " with it");
        }
        System.err.println("palaver: " + name + " is ready");
        return 0;
    }

    private String unknown(Plan plan) {
        if (plan.named(name).isPresent()) {
            return name + " is no process of its own: it runs inside `palaver up` (see --separate)";
        }
        return "no part is called %s; there are %s"
                .formatted(
                        name,
                        String.join(", ", plan.processes().stream().map(Part::name).toList()));
    }
}
