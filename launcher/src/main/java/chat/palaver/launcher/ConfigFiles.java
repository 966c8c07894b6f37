package chat.palaver.launcher;

import java.io.IOException;
import java.nio.file.Path;

/** The configuration file of each service, written anew at every start. */
record ConfigFiles(DataFolder data, Plan plan) {
    private static final int REPLICATED = 3;

    /** Our brokers allow it; the tasks of a killed fan-out stand still no longer than this. */
    private static final String FANOUT_SESSION = "4s";

    void write(Part service) throws IOException {
        DataFolder.write(data.configFile(service), text(service));
    }

    String text(Part service) {
        return "# Written by `palaver up`; changes are lost.\n"
                + admin(service)
                + kafka(service)
                + switch (service.kind()) {
                    case API -> store(service) + api(service);
                    case EDGE -> store(service) + edge(service);
                    case HISTORY -> store(service) + ownLogs();
                    case FANOUT ->
                            line("state-directory", data.stateOf(service))
                                    + "session-timeout: %s\n".formatted(FANOUT_SESSION);
                    case PRESENCE -> line("state-directory", data.stateOf(service));
                    case KAFKA, CASSANDRA, PROXY ->
                            throw new IllegalArgumentException(service + "");
                };
    }

    private String admin(Part service) {
        return "admin:\n  host: 127.0.0.1\n  port: %d\n".formatted(plan.adminPort(service));
    }

    private String kafka(Part service) {
        StringBuilder servers = new StringBuilder();
        for (int number = 1; number <= plan.brokers(); number++) {
            servers.append(
                    "    - 127.0.0.1:%d%n".formatted(plan.wiring().kafkaPort(service, number)));
        }
        return "kafka:\n  bootstrap-servers:\n%s  replication-factor: %d\n"
                .formatted(servers, plan.brokers() == 1 ? 1 : REPLICATED);
    }

    /** A laptop under load answers late; an answer is better than {@code unavailable}. */
    private String store(Part service) {
        return "store:\n  contact-points:\n    - 127.0.0.1:%d\n  request-timeout: 5s\n"
                .formatted(plan.wiring().cassandraPort(service));
    }

    private String ownLogs() {
        Plan.OwnLogs ownLogs = plan.ownLogs();
        return "own-logs:\n  budget: %d\n  members: %d\n  rest: %ds\n  remove-after: %ds\n"
                .formatted(
                        ownLogs.budget(),
                        ownLogs.fromMembers(),
                        ownLogs.restSeconds(),
                        ownLogs.removedAfterSeconds());
    }

    private String api(Part service) {
        return line("port", plan.wiring().servingPort(service))
                + line("token-private-key", data.tokenPrivateKey())
                + line("token-public-key", data.tokenPublicKey());
    }

    private String edge(Part service) {
        String publicUrl =
                plan.throughProxies()
                        ? "public-url: ws://127.0.0.1:%d%n"
                                .formatted(plan.edgePort(service.number()))
                        : "";
        return line("port", plan.wiring().servingPort(service))
                + publicUrl
                + line("token-public-key", data.tokenPublicKey());
    }

    private static String line(String key, int value) {
        return key + ": " + value + "\n";
    }

    private static String line(String key, Path value) {
        return key + ": '" + value.toString().replace("'", "''") + "'\n";
    }
}
