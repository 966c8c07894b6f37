package chat.palaver.launcher;

import chat.palaver.kit.RunningService;
import chat.palaver.kit.ServiceDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** The services inside this process: the default, since it starts fastest and needs least. */
final class SharedServices {
    private final DataFolder data;
    private final Plan plan;
    private final Map<Part, RunningService> running = new ConcurrentHashMap<>();

    SharedServices(DataFolder data, Plan plan) {
        this.data = data;
        this.plan = plan;
    }

    /**
     * Starts one; returns when it accepts work.
     *
     * @param onFailure told when it fails later
     */
    void start(Part part, BiConsumer<Part, Throwable> onFailure) throws Exception {
        new ConfigFiles(data, plan).write(part);
        RunningService service = start(definition(part), part, data.configFile(part));
        running.put(part, service);
        service.ended()
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                onFailure.accept(part, failure);
                            }
                        });
        DataFolder.write(data.adminFile(part), service.adminAddress().getAuthority());
    }

    private static RunningService start(ServiceDefinition<?> definition, Part part, Path config)
            throws Exception {
        return RunningService.start(definition.named(part.name()), config, Map.of());
    }

    private static ServiceDefinition<?> definition(Part part) {
        return switch (part.kind()) {
            case API -> chat.palaver.api.Main.DEFINITION;
            case EDGE -> chat.palaver.edge.Main.DEFINITION;
            case FANOUT -> chat.palaver.fanout.Main.DEFINITION;
            case PRESENCE -> chat.palaver.presence.Main.DEFINITION;
            case HISTORY -> chat.palaver.sink.Main.DEFINITION;
            case KAFKA, CASSANDRA, PROXY ->
                    throw new IllegalArgumentException(part + " is no service");
        };
    }

    /** Drains these at the same time; gives up waiting after the limit. */
    void stop(Kind.Order order, Duration limit) throws InterruptedException, IOException {
        List<Part> parts =
                running.keySet().stream().filter(part -> part.kind().order() == order).toList();
        CountDownLatch closed = new CountDownLatch(parts.size());
        for (Part part : parts) {
            Thread thread =
                    new Thread(
                            () -> {
                                running.get(part).close();
                                closed.countDown();
                            },
                            part.name() + "-close");
            thread.setDaemon(true);
            thread.start();
        }
        closed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        for (Part part : parts) {
            java.nio.file.Files.deleteIfExists(data.adminFile(part));
        }
    }
}
