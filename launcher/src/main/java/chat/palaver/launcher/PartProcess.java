package chat.palaver.launcher;

import chat.palaver.process.EmbeddedCassandra;
import chat.palaver.process.EmbeddedKafka;
import chat.palaver.process.Installation;
import chat.palaver.process.JavaCommand;
import chat.palaver.process.ServiceProcess;
import chat.palaver.proxy.Link;
import chat.palaver.proxy.Links;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How each part is started as a process and when it is ready. Used by {@code up} and by {@code
 * restart}, which therefore start the same thing.
 */
final class PartProcess {
    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);
    private static final int OK = 200;
    private static final int YOUNG_PART = 4;

    private final Installation installation;
    private final DataFolder data;
    private final Plan plan;
    private final ClassArchives archives;
    private final HttpClient http = HttpClient.newHttpClient();

    PartProcess(Installation installation, DataFolder data, Plan plan) {
        this.installation = installation;
        this.archives = new ClassArchives(installation, plan);
        this.data = data;
        this.plan = plan;
    }

    /** Starts it and writes its pid file; it is not ready yet. */
    ServiceProcess start(Part part) throws IOException {
        if (part.kind().isService()) {
            new ConfigFiles(data, plan).write(part);
        } else if (part.kind() == Kind.PROXY) {
            DataFolder.write(data.linksFile(), Links.text(plan.wiring().links()));
        }
        if (part.kind().hasAdminPort()) {
            DataFolder.write(data.adminFile(part), "127.0.0.1:" + plan.adminPort(part));
        }
        ServiceProcess process =
                ServiceProcess.start(part.name(), command(part), data.log(part.name()));
        new PidFile(data.pidFile(part)).write(process.handle());
        return process;
    }

    void awaitReady(ServiceProcess process, Part part) throws IOException, InterruptedException {
        process.awaitReady(() -> isReady(part), READY_LIMIT);
    }

    boolean isReady(Part part) {
        return switch (part.kind()) {
            case KAFKA -> EmbeddedKafka.isReady(plan.kafkaPort(part.number()));
            case CASSANDRA -> EmbeddedCassandra.isReady(plan.cassandraPort());
            default -> isHealthy(plan.adminPort(part));
        };
    }

    private boolean isHealthy(int adminPort) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + adminPort + "/health/ready"))
                        .timeout(PROBE_LIMIT)
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private JavaCommand command(Part part) throws IOException {
        JavaCommand usual = archives.noted(part, usualCommand(part));
        return plan.shortLived() ? usual.compilingQuickly() : usual;
    }

    private JavaCommand usualCommand(Part part) throws IOException {
        return switch (part.kind()) {
            case KAFKA -> {
                EmbeddedKafka kafka =
                        new EmbeddedKafka(
                                installation, data.clusterId(), kafkaNodes(), OptionalLong.empty());
                yield kafka.command(kafka.nodes().get(part.number() - 1));
            }
            case CASSANDRA ->
                    new EmbeddedCassandra(
                                    installation,
                                    data.stateOf(part),
                                    plan.cassandraPort(),
                                    plan.cassandraStoragePort(),
                                    OptionalLong.empty())
                            .command();
            case PROXY ->
                    ownCommand(
                            part.kind(),
                            chat.palaver.proxy.Main.class.getName(),
                            List.of(
                                    data.linksFile().toString(),
                                    String.valueOf(plan.adminPort(part))));
            default ->
                    ownCommand(
                            part.kind(),
                            part.kind().mainClass(),
                            List.of(data.configFile(part).toString()));
        };
    }

    private List<EmbeddedKafka.Node> kafkaNodes() {
        List<EmbeddedKafka.Node> nodes = new ArrayList<>();
        for (int number = 1; number <= plan.brokers(); number++) {
            nodes.add(
                    new EmbeddedKafka.Node(
                            number,
                            data.stateOf(new Part(Kind.KAFKA, number)),
                            plan.kafkaPort(number),
                            plan.kafkaControllerPort(number),
                            plan.wiring().toBroker(number).stream()
                                    .map(PartProcess::listener)
                                    .toList()));
        }
        return nodes;
    }

    private static EmbeddedKafka.Listener listener(Link link) {
        return new EmbeddedKafka.Listener(Wiring.listenerName(link), link.target(), link.port());
    }

    /**
     * Each service has its young generation from the start: a collection takes as long in a small
     * one as in this, and every message that comes meanwhile waits. An edge has all of its heap: it
     * would grow by collections of the whole.
     */
    private JavaCommand ownCommand(Kind kind, String mainClass, List<String> arguments) {
        return new JavaCommand(
                        installation.classPath(ClassArchives.SERVICES),
                        List.of(
                                "-Xms" + kind.heapMegabytes() / (kind == Kind.EDGE ? 1 : 2) + "m",
                                "-Xmx" + kind.heapMegabytes() + "m",
                                "-Xmn" + kind.heapMegabytes() / YOUNG_PART + "m",
                                "-XX:MaxDirectMemorySize=96m",
                                "-XX:ReservedCodeCacheSize=64m",
                                // One of many on this machine: few threads for collecting and
                                // compiling.
                                "-XX:+UseSerialGC",
                                "-XX:CICompilerCount=2",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-Djava.awt.headless=true"),
                        mainClass,
                        arguments)
                .with(installation.classArchive(ClassArchives.SERVICES).use());
    }
}
