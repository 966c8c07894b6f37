package chat.palaver.testkit;

import chat.palaver.process.EmbeddedCassandra;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real CQL store for a test class, as {@code @RegisterExtension static final CqlStore CQL = new
 * CqlStore();}. All classes share one node; each has a keyspace name of its own, which the code
 * under test creates. No driver comes with it: only {@code store} sees one.
 *
 * <p>The node is the one that {@code PALAVER_TEST_CQL} names ({@code host:port}), else a ScyllaDB
 * container when {@code PALAVER_TEST_CONTAINERS} is 1, else an embedded Cassandra.
 */
public final class CqlStore implements BeforeAllCallback {
    /** Names the node that the suite's runner has started. */
    public static final String VARIABLE = "PALAVER_TEST_CQL";

    /** What is known once the class is about to run. */
    private record Running(String contactPoint, String keyspace) {}

    private Optional<Running> running = Optional.empty();

    @Override
    public void beforeAll(ExtensionContext context) {
        Server server = SharedServer.of(context, VARIABLE, CqlStore::own);
        String keyspace = UniqueName.of(context.getRequiredTestClass());
        running = Optional.of(new Running(server.address(), keyspace));
    }

    /** The node as {@code host:port}. */
    public String contactPoint() {
        return running().contactPoint();
    }

    /** The same as an address. */
    public InetSocketAddress address() {
        String[] hostAndPort = contactPoint().split(":", 2);
        return new InetSocketAddress(hostAndPort[0], Integer.parseInt(hostAndPort[1]));
    }

    /** The data centre a driver must call local. */
    public String datacenter() {
        return EmbeddedCassandra.DATACENTER;
    }

    /** A keyspace name for this class alone; nothing of that name exists yet. */
    public String keyspace() {
        return running().keyspace();
    }

    private static Server own() {
        return ContainerServer.isWanted() ? ContainerServer.scylla() : EmbeddedServer.cassandra();
    }

    private Running running() {
        return running.orElseThrow(
                () -> new IllegalStateException("Only while the tests of the class run"));
    }
}
