package chat.palaver.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.api.ApiConfig;
import chat.palaver.edge.EdgeConfig;
import chat.palaver.fanout.FanoutConfig;
import chat.palaver.kit.config.Configuration;
import chat.palaver.kit.config.ServiceConfig;
import chat.palaver.presence.PresenceConfig;
import chat.palaver.sink.OwnLogsConfig;
import chat.palaver.sink.SinkConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFilesTest {
    private static final Plan PLAN = new Plan(9000, 2, 1, 3, true);

    @TempDir private Path folder;
    private DataFolder data;

    @BeforeEach
    void createFolder() throws Exception {
        // A quote and a blank, as a home folder may have them.
        data = new DataFolder(folder.resolve("it's here"));
        data.create();
    }

    @Test
    void eachServiceAcceptsItsFile() throws Exception {
        assertThat(load(Kind.API, 1, ApiConfig.class).port()).isEqualTo(9000);
        EdgeConfig edge = load(Kind.EDGE, 2, EdgeConfig.class);
        assertThat(edge.port()).isEqualTo(9002);
        assertThat(edge.tokenPublicKey()).exists();
        assertThat(edge.store().contactPoints()).containsExactly("127.0.0.1:9026");
        assertThat(load(Kind.FANOUT, 1, FanoutConfig.class).stateDirectory())
                .isEqualTo(data.root().resolve("fanout-1"));
        load(Kind.PRESENCE, 1, PresenceConfig.class);
        load(Kind.HISTORY, 1, SinkConfig.class);
    }

    @Test
    void threeBrokersMeanThreeReplicas() throws Exception {
        SinkConfig sink = load(Kind.HISTORY, 1, SinkConfig.class);
        assertThat(sink.kafka().replicationFactor()).isEqualTo(3);
        assertThat(sink.kafka().bootstrapServers())
                .containsExactly("127.0.0.1:9020", "127.0.0.1:9021", "127.0.0.1:9022");
    }

    @Test
    void theSinkIsToldWhichChannelsGetALogOfTheirOwn() throws Exception {
        Plan plan = new Plan(9000, 2, 1, 1, true, false, false, new Plan.OwnLogs(7, 40, 2));

        SinkConfig told = load(plan, Kind.HISTORY, 1, SinkConfig.class);

        assertThat(told.ownLogs().budget()).isEqualTo(7);
        assertThat(told.ownLogs().members()).isEqualTo(40);
        assertThat(told.ownLogs().rest()).isEqualTo(Duration.ofSeconds(2));
        assertThat(told.ownLogs().removeAfter()).isEqualTo(Duration.ofSeconds(12));
        // What a sink has that is told nothing, and what `up` says to do without an option.
        SinkConfig usual = load(Kind.HISTORY, 1, SinkConfig.class);
        assertThat(usual.ownLogs()).isEqualTo(OwnLogsConfig.usual());
    }

    @Test
    void behindAProxyAServiceIsToldTheLinksAndClientsTheUsualPort() throws Exception {
        Plan proxied = new Plan(9000, 2, 1, 3, true, true, false);
        Part part = new Part(Kind.EDGE, 2);

        EdgeConfig edge = load(proxied, Kind.EDGE, 2, EdgeConfig.class);

        assertThat(edge.kafka().bootstrapServers())
                .first()
                .isEqualTo("127.0.0.1:" + proxied.wiring().kafkaPort(part, 1));
        assertThat(edge.store().contactPoints())
                .containsExactly("127.0.0.1:" + proxied.wiring().cassandraPort(part));
        assertThat(edge.port()).isEqualTo(proxied.wiring().servingPort(part)).isNotEqualTo(9002);
        assertThat(edge.publicUrl()).isEqualTo("ws://127.0.0.1:9002");
    }

    private <C extends ServiceConfig> C load(Kind kind, int number, Class<C> config)
            throws Exception {
        return load(PLAN, kind, number, config);
    }

    private <C extends ServiceConfig> C load(Plan plan, Kind kind, int number, Class<C> config)
            throws Exception {
        Part part = new Part(kind, number);
        new ConfigFiles(data, plan).write(part);
        C loaded = Configuration.load(config, data.configFile(part), Map.of());
        assertThat(loaded.admin().port()).isEqualTo(plan.adminPort(part));
        return loaded;
    }
}
