package chat.palaver.launcher;

import chat.palaver.proxy.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which ways between parts lead through the proxy, and by which ports: every service to every
 * broker and to the store, and clients to edges and API, whose usual ports are the proxy's then.
 * Brokers speak to each other directly.
 *
 * <p>A Kafka client goes where the broker says it is. So a broker has one more listener for each
 * service, and tells who comes by it the address of that service's own link.
 *
 * @param firstPort where the ports begin
 */
record Wiring(Plan plan, int firstPort) {
    /** Whoever is no part of the system. */
    static final String CLIENTS = "clients";

    /**
     * All of them, in an order that follows from the plan, and so with the same ports each time.
     */
    List<Link> links() {
        List<Link> links = new ArrayList<>();
        if (!plan.throughProxies()) {
            return links;
        }
        int port = firstPort;
        for (Part service : plan.services()) {
            for (int broker = 1; broker <= plan.brokers(); broker++) {
                links.add(new Link(service.name(), Kind.KAFKA.name(broker), port, port + 1));
                port += 2;
            }
            if (usesStore(service.kind())) {
                links.add(
                        new Link(
                                service.name(),
                                Kind.CASSANDRA.name(1),
                                port++,
                                plan.cassandraPort()));
            }
            if (service.kind() == Kind.API || service.kind() == Kind.EDGE) {
                links.add(new Link(CLIENTS, service.name(), publicPort(service), port++));
            }
        }
        return links;
    }

    private static boolean usesStore(Kind kind) {
        return kind == Kind.API || kind == Kind.EDGE || kind == Kind.HISTORY;
    }

    private int publicPort(Part service) {
        return service.kind() == Kind.API ? plan.apiPort() : plan.edgePort(service.number());
    }

    /** Where a service finds a broker. */
    int kafkaPort(Part service, int broker) {
        return link(service.name(), Kind.KAFKA.name(broker))
                .map(Link::port)
                .orElse(plan.kafkaPort(broker));
    }

    /** Where a service finds the store. */
    int cassandraPort(Part service) {
        return link(service.name(), Kind.CASSANDRA.name(1))
                .map(Link::port)
                .orElse(plan.cassandraPort());
    }

    /** Where an edge or the API listens; clients need not know. */
    int servingPort(Part service) {
        return link(CLIENTS, service.name()).map(Link::target).orElse(publicPort(service));
    }

    /** The links that end at a broker. */
    List<Link> toBroker(int broker) {
        return links().stream().filter(link -> link.to().equals(Kind.KAFKA.name(broker))).toList();
    }

    /** What a broker calls its listener for a service. */
    static String listenerName(Link link) {
        return link.from().replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private Optional<Link> link(String from, String to) {
        return links().stream()
                .filter(link -> link.from().equals(from) && link.to().equals(to))
                .findFirst();
    }
}
