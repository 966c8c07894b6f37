package chat.palaver.embeddedcassandra;

import chat.palaver.process.Arguments;
import chat.palaver.process.Owner;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.cassandra.service.CassandraDaemon;

/**
 * Runs one Cassandra node until it is asked to end; Cassandra's own shutdown hook flushes.
 *
 * <p>Arguments: {@code --data= --port= --storage-port= [--owner=]}. The JVM needs the options of
 * {@code cassandra-jvm.options}.
 */
public final class Main {
    /**
     * How much longer a step of a request may wait: history and accounts bear it, and messages are
     * not held up by a store that wakes for nothing.
     */
    private static final Duration SLACK = Duration.ofMillis(2);

    private Main() {}

    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.parse(args);
        NodeSettings settings =
                new NodeSettings(
                        Path.of(arguments.text("data")),
                        arguments.number("port"),
                        arguments.number("storage-port"));
        settings.systemProperties().forEach(System::setProperty);
        System.setProperty("cassandra.config", settings.writeConfiguration().toUri().toString());
        arguments.optionalNumber("owner").ifPresent(Owner::exitWith);
        new TimerSlack().widen(SLACK);
        new CassandraDaemon(false).activate();
    }
}
