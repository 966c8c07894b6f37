package chat.palaver.launcher;

import chat.palaver.process.Installation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code palaver status}: what runs. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Lists all parts: ready, starting or dead, pid and admin address.")
final class Status implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", defaultValue = "data")
    private Path data;

    @Override
    public Integer call() throws Exception {
        DataFolder folder = new DataFolder(data);
        Plan plan = folder.plan();
        boolean up = folder.isInUse();
        PartProcess processes = new PartProcess(Installation.locate(), folder, plan);
        List<Part> apart = plan.processes();
        for (Part part : plan.parts()) {
            Optional<ProcessHandle> process = new PidFile(folder.pidFile(part)).process();
            boolean runs = apart.contains(part) ? process.isPresent() : up;
            System.out.printf(
                    "%-12s %-9s pid=%s admin=%s%n",
                    part.name(),
                    !runs ? "dead" : processes.isReady(part) ? "ready" : "not-ready",
                    process.map(each -> String.valueOf(each.pid())).orElse("-"),
                    part.kind().hasAdminPort() ? "127.0.0.1:" + plan.adminPort(part) : "-");
        }
        return 0;
    }
}
