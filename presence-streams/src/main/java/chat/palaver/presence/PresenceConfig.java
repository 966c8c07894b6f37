package chat.palaver.presence;

import chat.palaver.kit.config.About;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.Between;
import chat.palaver.kit.config.Default;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.config.Range;
import chat.palaver.kit.config.ServiceConfig;
import chat.palaver.kit.kafka.GroupProtocol;
import chat.palaver.presence.board.PresenceRules;
import java.nio.file.Path;
import java.time.Duration;

/** Configuration of {@code presence-streams}. */
public record PresenceConfig(
        KafkaConfig kafka,
        AdminConfig admin,
        @About("directory for the locks of Kafka Streams; no state worth keeping lies there")
                Path stateDirectory,
        @Default("1") @Range(min = 1, max = 64) @About("stream threads; more than partitions idle")
                int threads,
        @Default("45s")
                @Between(min = "10s", max = "10m")
                @About(
                        "an edge silent for this long takes its sessions with it; edges beat every 5s")
                Duration window,
        @Default("8s")
                @Between(min = "1s", max = "1m")
                @About("how long a lost connection may take to come back before one is offline")
                Duration grace,
        @Default("10s")
                @Between(min = "5s", max = "10m")
                @About("a silence of the partition longer than this gives everybody a new window")
                Duration gap,
        @Default("60s")
                @Between(min = "5s", max = "1h")
                @About("how long after it was written a state is written once more")
                Duration repeat,
        @Default("6s")
                @Between(min = "1s", max = "5m")
                @About("a dead instance is replaced after this; brokers allow 6s and up by default")
                Duration sessionTimeout,
        @Default("classic")
                @About("who decides which instance has which task; to change it stop all first")
                GroupProtocol groupProtocol)
        implements ServiceConfig {

    public PresenceConfig {
        new PresenceRules(window, grace, gap, repeat);
    }

    /** The times that decide who is online. */
    PresenceRules rules() {
        return new PresenceRules(window, grace, gap, repeat);
    }
}
