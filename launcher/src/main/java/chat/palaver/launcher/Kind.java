package chat.palaver.launcher;

import java.util.Optional;

/**
 * The one table of what runs: how a part is called, which program it is, how much heap it gets in a
 * process of its own, and in which order parts end (brokers and store last, since the others still
 * write while they drain).
 */
enum Kind {
    PROXY("proxy", false, null, 128, Order.LAST),
    KAFKA("kafka", true, null, 0, Order.LAST),
    CASSANDRA("cassandra", false, null, 0, Order.LAST),
    HISTORY("history", true, "chat.palaver.sink.Main", 256, Order.SECOND),
    FANOUT("fanout", true, "chat.palaver.fanout.Main", 160, Order.SECOND),
    PRESENCE("presence", true, "chat.palaver.presence.Main", 160, Order.SECOND),
    EDGE("edge", true, "chat.palaver.edge.Main", 384, Order.FIRST),
    API("api", false, "chat.palaver.api.Main", 192, Order.FIRST);

    /** When a part is asked to end. */
    enum Order {
        FIRST,
        SECOND,
        LAST
    }

    private final String label;
    private final boolean numbered;
    private final Optional<String> mainClass;
    private final int heapMegabytes;
    private final Order order;

    Kind(String label, boolean numbered, String mainClass, int heapMegabytes, Order order) {
        this.label = label;
        this.numbered = numbered;
        this.mainClass = Optional.ofNullable(mainClass);
        this.heapMegabytes = heapMegabytes;
        this.order = order;
    }

    /** The name of one of this kind, {@code edge-1}; its number counts from 1. */
    String name(int number) {
        return numbered ? label + "-" + number : label;
    }

    /** Whether it is one of Palaver's services, with a configuration file and an admin port. */
    boolean isService() {
        return mainClass.isPresent();
    }

    boolean hasAdminPort() {
        return isService() || this == PROXY;
    }

    String mainClass() {
        return mainClass.orElseThrow();
    }

    int heapMegabytes() {
        return heapMegabytes;
    }

    Order order() {
        return order;
    }
}
