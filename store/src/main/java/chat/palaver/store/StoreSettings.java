package chat.palaver.store;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the store is and how hard it may be used.
 *
 * @param contactPoints at least one {@code host:port} of the cluster
 * @param datacenter the data centre whose replicas are asked
 * @param keyspace created when missing
 * @param replicationFactor of the keyspace when it is created: 3 in production
 * @param credentials user and password, if the cluster asks for them
 * @param requestTimeout after which one request counts as failed
 * @param maxInFlight requests under way at one time in this process
 * @param maxQueued requests that may wait for one of those; the next one fails
 */
public record StoreSettings(
        List<String> contactPoints,
        String datacenter,
        String keyspace,
        int replicationFactor,
        Optional<Credentials> credentials,
        Duration requestTimeout,
        int maxInFlight,
        int maxQueued) {

    /** Enough to keep a node busy, few enough that its queues do not grow past the time-out. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 512;

    /** About ten rounds of the requests under way. */
    public static final int DEFAULT_MAX_QUEUED = 5_000;

    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(3);

    private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");
    private static final Pattern DATACENTER = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /** A user of the cluster. */
    public record Credentials(String user, String password) {
        /** Both, or none. */
        public static Optional<Credentials> of(Optional<String> user, Optional<String> password) {
            return user.flatMap(u -> password.map(p -> new Credentials(u, p)));
        }

        @Override
        public String toString() {
            return "Credentials[" + user + "]";
        }
    }

    public StoreSettings {
        contactPoints = List.copyOf(contactPoints);
        require(!contactPoints.isEmpty(), "contactPoints: name at least one host:port");
        contactPoints.forEach(StoreSettings::address);
        require(
                DATACENTER.matcher(datacenter).matches(),
                "datacenter: letters, digits, '.', '_' and '-', not \"" + datacenter + "\"");
        require(
                KEYSPACE.matcher(keyspace).matches(),
                "keyspace: a lowercase letter, then at most 47 of a-z, 0-9 and _, not \""
                        + keyspace
                        + "\"");
        require(replicationFactor >= 1, "replicationFactor: at least 1, not " + replicationFactor);
        require(
                requestTimeout.toMillis() >= 1,
                "requestTimeout: at least 1 ms, not " + requestTimeout);
        require(maxInFlight >= 1, "maxInFlight: at least 1, not " + maxInFlight);
        require(maxQueued >= 0, "maxQueued: at least 0, not " + maxQueued);
    }

    /** Settings with the default limits and no credentials. */
    public static StoreSettings of(
            List<String> contactPoints, String datacenter, String keyspace, int replicationFactor) {
        return new StoreSettings(
                contactPoints,
                datacenter,
                keyspace,
                replicationFactor,
                Optional.empty(),
                DEFAULT_REQUEST_TIMEOUT,
                DEFAULT_MAX_IN_FLIGHT,
                DEFAULT_MAX_QUEUED);
    }

    List<InetSocketAddress> addresses() {
        return contactPoints.stream().map(StoreSettings::address).toList();
    }

    private static InetSocketAddress address(String contactPoint) {
        int colon = contactPoint.lastIndexOf(':');
        require(colon > 0, "contactPoints: host:port, not \"" + contactPoint + "\"");
        int port;
        try {
            port = Integer.parseInt(contactPoint.substring(colon + 1));
        } catch (NumberFormatException e) {
            port = -1;
        }
        require(port > 0 && port < 65_536, "contactPoints: no port in \"" + contactPoint + "\"");
        return InetSocketAddress.createUnresolved(contactPoint.substring(0, colon), port);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
