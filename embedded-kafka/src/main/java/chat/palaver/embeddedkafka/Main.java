package chat.palaver.embeddedkafka;

import chat.palaver.process.Arguments;
import chat.palaver.process.Owner;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Formats the data folder when it is new, then runs one Kafka node until it is asked to end.
 *
 * <p>Arguments: {@code --data= --cluster-id= --node-id= --client-port= --voters= [--owner=]
 * [--listeners=NAME:PORT:ADVERTISED,...]}.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.parse(args);
        Path data = Path.of(arguments.text("data"));
        BrokerSettings settings =
                new BrokerSettings(
                        data,
                        arguments.number("node-id"),
                        arguments.number("client-port"),
                        arguments.text("voters"),
                        FurtherListener.parse(arguments.optionalText("listeners")));
        Files.createDirectories(data);
        format(settings, arguments.text("cluster-id"));

        KafkaRaftServer server = new KafkaRaftServer(config(settings.toProperties()), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
        arguments.optionalNumber("owner").ifPresent(Owner::exitWith);
        try {
            server.startup();
        } catch (Exception e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        server.awaitShutdown();
    }

    private static void format(BrokerSettings settings, String clusterId) throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(System.out, true, StandardCharsets.UTF_8))
                .setClusterId(clusterId)
                .setNodeId(settings.nodeId())
                .addDirectory(settings.data().toString())
                .setMetadataLogDirectory(settings.data().toString())
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setIgnoreFormatted(true)
                .run();
    }

    private static KafkaConfig config(Properties settings) {
        return KafkaConfig.fromProps(settings);
    }
}
