package chat.palaver.embeddedkafka;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * The settings of one node that is broker and controller at once, sized for a laptop that runs
 * everything else too. They differ from Kafka's defaults where those are meant for machines of
 * their own, or would make a fail-over take 45 seconds.
 *
 * @param voters every controller as {@code id@host:port}, comma-separated
 * @param further listeners beside the one for brokers and everybody else
 */
record BrokerSettings(
        Path data, int nodeId, int clientPort, String voters, List<FurtherListener> further) {
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String CLIENT_LISTENER = "CLIENT";
    private static final int MAX_REPLICAS = 3;

    /** The client's longest text, fully escaped, with room for the record around it. */
    private static final int MESSAGE_BYTES = 4 * 1024 * 1024;

    Properties toProperties() {
        Properties settings = new Properties();
        addIdentity(settings);
        addFurtherListeners(settings);
        addReplication(settings);
        addGroups(settings);
        addSize(settings);
        return settings;
    }

    private void addIdentity(Properties settings) {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(nodeId));
        // A static quorum: the voters' addresses come from here at every start, so that the same
        // data can be started on other ports.
        settings.put("controller.quorum.voters", voters);
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put("inter.broker.listener.name", CLIENT_LISTENER);
        settings.put(
                "listener.security.protocol.map",
                CLIENT_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        settings.put(
                "listeners",
                "%s://127.0.0.1:%d,%s://%s"
                        .formatted(
                                CLIENT_LISTENER, clientPort, CONTROLLER_LISTENER, ownController()));
        settings.put("log.dirs", data.toString());
        settings.put("auto.create.topics.enable", "false");
    }

    private void addFurtherListeners(Properties settings) {
        if (further.isEmpty()) {
            return;
        }
        StringBuilder listeners = new StringBuilder(settings.getProperty("listeners"));
        StringBuilder protocols =
                new StringBuilder(settings.getProperty("listener.security.protocol.map"));
        StringBuilder advertised = new StringBuilder(address(CLIENT_LISTENER, clientPort));
        for (FurtherListener each : further) {
            listeners.append(',').append(address(each.name(), each.port()));
            protocols.append(',').append(each.name()).append(":PLAINTEXT");
            advertised.append(',').append(address(each.name(), each.advertisedPort()));
            settings.put(
                    "listener.name."
                            + each.name().toLowerCase(Locale.ROOT)
                            + ".num.network.threads",
                    "1");
        }
        settings.put("listeners", listeners.toString());
        settings.put("listener.security.protocol.map", protocols.toString());
        settings.put("advertised.listeners", advertised.toString());
    }

    private static String address(String listener, int port) {
        return listener + "://127.0.0.1:" + port;
    }

    private void addReplication(Properties settings) {
        int replicas = Math.min(MAX_REPLICAS, voters.split(",").length);
        String replication = String.valueOf(replicas);
        String inSync = String.valueOf(Math.min(2, replicas));
        settings.put("default.replication.factor", replication);
        settings.put("min.insync.replicas", inSync);
        settings.put("offsets.topic.replication.factor", replication);
        settings.put("transaction.state.log.replication.factor", replication);
        settings.put("transaction.state.log.min.isr", inSync);
        settings.put("share.coordinator.state.topic.replication.factor", replication);
        settings.put("share.coordinator.state.topic.min.isr", inSync);
        settings.put("unclean.leader.election.enable", "false");
        // A broker that is killed is to be noticed in seconds; a pause of the collector is not.
        settings.put("broker.session.timeout.ms", "6000");
        settings.put("broker.heartbeat.interval.ms", "1000");
        settings.put("replica.lag.time.max.ms", "6000");
    }

    private static void addGroups(Properties settings) {
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", "1000");
        for (String kind : new String[] {"consumer", "streams", "share"}) {
            settings.put("group." + kind + ".min.session.timeout.ms", "1000");
            settings.put("group." + kind + ".session.timeout.ms", "6000");
            settings.put("group." + kind + ".min.heartbeat.interval.ms", "200");
            settings.put("group." + kind + ".heartbeat.interval.ms", "1000");
        }
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
    }

    private static void addSize(Properties settings) {
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("num.replica.fetchers", "1");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("group.coordinator.threads", "1");
        settings.put("log.cleaner.threads", "1");
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 * 1024 * 1024));
        settings.put("log.cleaner.backoff.ms", "5000");
        // Topics kept for minutes need a look more often than every five.
        settings.put("log.retention.check.interval.ms", "30000");
        settings.put("log.segment.bytes", String.valueOf(64 * 1024 * 1024));
        settings.put("log.index.size.max.bytes", String.valueOf(2 * 1024 * 1024));
        settings.put("message.max.bytes", String.valueOf(MESSAGE_BYTES));
        settings.put("replica.fetch.max.bytes", String.valueOf(MESSAGE_BYTES));
        // A send answered by a timed-out connection may still land: keep that time short.
        settings.put("connections.max.idle.ms", "600000");
    }

    private String ownController() {
        for (String voter : voters.split(",")) {
            String[] idAndAddress = voter.split("@", 2);
            if (Integer.parseInt(idAndAddress[0]) == nodeId) {
                return idAndAddress[1];
            }
        }
        throw new IllegalArgumentException("Node " + nodeId + " is not among " + voters);
    }
}
