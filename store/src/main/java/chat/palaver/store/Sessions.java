package chat.palaver.store;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.InvalidKeyspaceException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Opens sessions of the driver with the options this system needs. */
final class Sessions {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration RECONNECT_FIRST = Duration.ofMillis(200);
    private static final Duration RECONNECT_AT_MOST = Duration.ofSeconds(2);

    /** A node that hangs without closing its connections is noticed after both of these. */
    private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(5);

    private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(3);

    private final StoreSettings settings;

    Sessions(StoreSettings settings) {
        this.settings = settings;
    }

    /** A session in the keyspace, which is created when missing. */
    CqlSession open() {
        try {
            return builder().withKeyspace(settings.keyspace()).build();
        } catch (InvalidKeyspaceException | InvalidQueryException e) {
            createKeyspace();
            return builder().withKeyspace(settings.keyspace()).build();
        }
    }

    private void createKeyspace() {
        try (CqlSession session = builder().build()) {
            Schema.createKeyspace(session, settings);
        }
    }

    private com.datastax.oss.driver.api.core.CqlSessionBuilder builder() {
        var builder =
                CqlSession.builder()
                        .addContactPoints(resolved())
                        .withLocalDatacenter(settings.datacenter())
                        .withConfigLoader(options());
        settings.credentials().ifPresent(c -> builder.withAuthCredentials(c.user(), c.password()));
        return builder;
    }

    private List<InetSocketAddress> resolved() {
        return settings.addresses().stream()
                .map(a -> new InetSocketAddress(a.getHostString(), a.getPort()))
                .toList();
    }

    private DriverConfigLoader options() {
        return DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, settings.requestTimeout())
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, "LOCAL_SERIAL")
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, CONNECT_TIMEOUT)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, CONNECT_TIMEOUT)
                .withDuration(DefaultDriverOption.CONNECTION_SET_KEYSPACE_TIMEOUT, CONNECT_TIMEOUT)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, CONNECT_TIMEOUT)
                .withString(
                        DefaultDriverOption.RECONNECTION_POLICY_CLASS,
                        "ExponentialReconnectionPolicy")
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, RECONNECT_FIRST)
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, RECONNECT_AT_MOST)
                .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, HEARTBEAT_INTERVAL)
                .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT)
                .withStringList(
                        DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES,
                        List.of(settings.keyspace()))
                // Two seconds each by default, waiting for requests that nobody will send.
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_IO_SIZE, 2)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                .build();
    }
}
