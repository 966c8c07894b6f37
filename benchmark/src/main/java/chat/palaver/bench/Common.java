package chat.palaver.bench;

import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options of every scenario. */
final class Common {
    @Option(
            names = "--api",
            paramLabel = "URL",
            description = {
                "the API server of a running system; few people sign up there,",
                "and nothing is known of its processes"
            })
    URI api;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "the data folder of a running `palaver up --separate`",
                "(default: start one, and end it)"
            })
    Path data;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "where report.json and report.html go (default: bench-report)")
    Path report = Path.of("bench-report");

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "how long to measure, warm-up not counted (default: 30)")
    int seconds = 30;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "seconds of the same load before anything is timed (default: 20)")
    int warmUp = 20;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "processes that make the load; more if connections need it (default: 1)")
    int workers = 1;

    @Option(names = "--no-limits", description = "do not measure the bare limits beside it")
    boolean noLimits;

    @Option(
            names = "--edges",
            paramLabel = "K",
            description = "chat servers of a system it starts (default: 2)")
    int edges = 2;

    @Option(
            names = "--fanouts",
            paramLabel = "K",
            description = "fan-outs of a system it starts (default: 2)")
    int fanouts = 2;

    @Option(
            names = "--brokers",
            paramLabel = "1|3",
            description = "of a system it starts (default: 1)")
    int brokers = 1;

    @Option(
            names = "--port-base",
            paramLabel = "N",
            description = "first port of a system it starts (default: any free)")
    int portBase;
}
