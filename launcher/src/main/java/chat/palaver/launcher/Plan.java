package chat.palaver.launcher;

import chat.palaver.proxy.Link;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What is to run and on which ports; all of it follows from the options, so that a part started
 * again later lands where it was.
 *
 * @param portBase the API's port; edges follow, the rest from 20 above it
 * @param separate whether every service is a process of its own
 * @param throughProxies whether a proxy stands between the parts, for fault tests
 * @param shortLived whether it is to be quick soon rather than quicker later
 * @param ownLogs which channels get a log of their own
 */
record Plan(
        int portBase,
        int edges,
        int fanouts,
        int brokers,
        boolean separate,
        boolean throughProxies,
        boolean shortLived,
        OwnLogs ownLogs) {
    static final int MAX_EDGES = 16;
    static final int MAX_FANOUTS = 8;

    private static final int REST = 20;
    private static final int KAFKA_CONTROLLERS = REST + 3;
    private static final int CASSANDRA = REST + 6;
    private static final int CASSANDRA_STORAGE = REST + 7;
    private static final int ADMIN = REST + 10;
    private static final int ADMIN_EDGES = ADMIN + 1;
    private static final int ADMIN_FANOUTS = ADMIN_EDGES + MAX_EDGES;
    private static final int ADMIN_PRESENCE = ADMIN_FANOUTS + MAX_FANOUTS;
    private static final int ADMIN_HISTORY = ADMIN_PRESENCE + 1;
    private static final int ADMIN_PROXY = ADMIN_HISTORY + 1;
    private static final int LINKS = ADMIN_PROXY + 1;
    private static final int MAX_PORT_BASE = 65_000;

    /**
     * Which channels get a log of their own.
     *
     * @param budget how many at most; 0 for none
     * @param fromMembers from how many members on without being asked for
     * @param restSeconds least time between two moves of one log
     */
    record OwnLogs(int budget, int fromMembers, int restSeconds) {
        static final int MAX_BUDGET = 100_000;
        static final int MAX_REST_SECONDS = 86_400;

        /** As a sink has it that is told nothing. */
        static final OwnLogs USUAL = new OwnLogs(100, 500, 10);

        private static final int REMOVED_AFTER_RESTS = 6;

        OwnLogs {
            require(budget >= 0 && budget <= MAX_BUDGET, "--own-logs", "0 to " + MAX_BUDGET);
            require(fromMembers >= 2, "--own-logs-from", "2 or more");
            require(
                    restSeconds >= 1 && restSeconds <= MAX_REST_SECONDS,
                    "--own-logs-rest",
                    "1 to " + MAX_REST_SECONDS);
        }

        /** With the usual time between two moves. */
        OwnLogs(int budget, int fromMembers) {
            this(budget, fromMembers, USUAL.restSeconds());
        }

        /**
         * How long the topic of a log that has moved stays: where logs move often, topics go soon,
         * or the budget is that of what is left behind.
         */
        int removedAfterSeconds() {
            return REMOVED_AFTER_RESTS * restSeconds;
        }
    }

    Plan {
        require(edges >= 1 && edges <= MAX_EDGES, "--edges", "1 to " + MAX_EDGES);
        require(fanouts >= 1 && fanouts <= MAX_FANOUTS, "--fanouts", "1 to " + MAX_FANOUTS);
        require(brokers == 1 || brokers == 3, "--brokers", "1 or 3");
        require(separate || !throughProxies, "--through-proxies", "given with --separate");
        require(portBase >= 1024 && portBase <= MAX_PORT_BASE, "--port-base", "1024 to 65000");
    }

    /** The same with the usual own logs. */
    Plan(
            int portBase,
            int edges,
            int fanouts,
            int brokers,
            boolean separate,
            boolean throughProxies,
            boolean shortLived) {
        this(
                portBase,
                edges,
                fanouts,
                brokers,
                separate,
                throughProxies,
                shortLived,
                OwnLogs.USUAL);
    }

    /** The same without a proxy. */
    Plan(int portBase, int edges, int fanouts, int brokers, boolean separate) {
        this(portBase, edges, fanouts, brokers, separate, false, false);
    }

    private static void require(boolean good, String option, String allowed) {
        if (!good) {
            throw new IllegalArgumentException(option + " must be " + allowed);
        }
    }

    /** Everything that runs, in the order in which it is started. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        add(parts, Kind.PROXY, throughProxies ? 1 : 0);
        add(parts, Kind.KAFKA, brokers);
        add(parts, Kind.CASSANDRA, 1);
        add(parts, Kind.HISTORY, 1);
        add(parts, Kind.FANOUT, fanouts);
        add(parts, Kind.PRESENCE, 1);
        add(parts, Kind.EDGE, edges);
        add(parts, Kind.API, 1);
        return parts;
    }

    private static void add(List<Part> parts, Kind kind, int count) {
        for (int number = 1; number <= count; number++) {
            parts.add(new Part(kind, number));
        }
    }

    List<Part> services() {
        return parts().stream().filter(part -> part.kind().isService()).toList();
    }

    /** The parts that are processes of their own. */
    List<Part> processes() {
        return separate
                ? parts()
                : parts().stream().filter(part -> !part.kind().isService()).toList();
    }

    Optional<Part> named(String name) {
        return parts().stream().filter(part -> part.name().equals(name)).findFirst();
    }

    int apiPort() {
        return portBase;
    }

    int edgePort(int number) {
        return portBase + number;
    }

    int kafkaPort(int number) {
        return portBase + REST + number - 1;
    }

    int kafkaControllerPort(int number) {
        return portBase + KAFKA_CONTROLLERS + number - 1;
    }

    int cassandraPort() {
        return portBase + CASSANDRA;
    }

    int cassandraStoragePort() {
        return portBase + CASSANDRA_STORAGE;
    }

    /** The ways that lead through the proxy; none without it. */
    Wiring wiring() {
        return new Wiring(this, portBase + LINKS);
    }

    int adminPort(Part service) {
        return portBase
                + switch (service.kind()) {
                    case API -> ADMIN;
                    case EDGE -> ADMIN_EDGES + service.number() - 1;
                    case FANOUT -> ADMIN_FANOUTS + service.number() - 1;
                    case PRESENCE -> ADMIN_PRESENCE;
                    case HISTORY -> ADMIN_HISTORY;
                    case PROXY -> ADMIN_PROXY;
                    case KAFKA, CASSANDRA ->
                            throw new IllegalArgumentException(service + " has no admin port");
                };
    }

    /** Every port this plan needs, and what for. */
    Map<Integer, String> ports() {
        Map<Integer, String> ports = new LinkedHashMap<>();
        for (Part part : parts()) {
            portsOf(part).forEach((port, use) -> ports.put(port, part.name() + " " + use));
        }
        for (Link link : wiring().links()) {
            ports.putIfAbsent(link.port(), "proxy " + link.name());
            ports.putIfAbsent(link.target(), link.to() + " behind the proxy");
        }
        return ports;
    }

    private Map<Integer, String> portsOf(Part part) {
        return switch (part.kind()) {
            case KAFKA ->
                    Map.of(
                            kafkaPort(part.number()), "clients",
                            kafkaControllerPort(part.number()), "controllers");
            case CASSANDRA -> Map.of(cassandraPort(), "CQL", cassandraStoragePort(), "storage");
            case API -> Map.of(apiPort(), "HTTP", adminPort(part), "admin");
            case EDGE -> Map.of(edgePort(part.number()), "WebSocket", adminPort(part), "admin");
            case FANOUT, PRESENCE, HISTORY, PROXY -> Map.of(adminPort(part), "admin");
        };
    }

    String apiUrl() {
        return "http://127.0.0.1:" + apiPort();
    }

    List<String> edgeUrls() {
        return services().stream()
                .filter(part -> part.kind() == Kind.EDGE)
                .map(part -> "ws://127.0.0.1:" + edgePort(part.number()))
                .toList();
    }

    Properties toProperties() {
        Properties properties = new Properties();
        properties.setProperty("port-base", String.valueOf(portBase));
        properties.setProperty("edges", String.valueOf(edges));
        properties.setProperty("fanouts", String.valueOf(fanouts));
        properties.setProperty("brokers", String.valueOf(brokers));
        properties.setProperty("separate", String.valueOf(separate));
        properties.setProperty("through-proxies", String.valueOf(throughProxies));
        properties.setProperty("short-lived", String.valueOf(shortLived));
        properties.setProperty("own-logs", String.valueOf(ownLogs.budget()));
        properties.setProperty("own-logs-from", String.valueOf(ownLogs.fromMembers()));
        properties.setProperty("own-logs-rest", String.valueOf(ownLogs.restSeconds()));
        return properties;
    }

    static Plan of(Properties properties) {
        return new Plan(
                Integer.parseInt(properties.getProperty("port-base")),
                Integer.parseInt(properties.getProperty("edges")),
                Integer.parseInt(properties.getProperty("fanouts")),
                Integer.parseInt(properties.getProperty("brokers")),
                Boolean.parseBoolean(properties.getProperty("separate")),
                Boolean.parseBoolean(properties.getProperty("through-proxies")),
                Boolean.parseBoolean(properties.getProperty("short-lived")),
                ownLogs(properties));
    }

    /** Data of before has nothing of them. */
    private static OwnLogs ownLogs(Properties properties) {
        String budget = String.valueOf(OwnLogs.USUAL.budget());
        String from = String.valueOf(OwnLogs.USUAL.fromMembers());
        String rest = String.valueOf(OwnLogs.USUAL.restSeconds());
        return new OwnLogs(
                Integer.parseInt(properties.getProperty("own-logs", budget)),
                Integer.parseInt(properties.getProperty("own-logs-from", from)),
                Integer.parseInt(properties.getProperty("own-logs-rest", rest)));
    }
}
