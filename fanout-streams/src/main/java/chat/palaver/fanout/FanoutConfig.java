package chat.palaver.fanout;

import chat.palaver.kit.config.About;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.Between;
import chat.palaver.kit.config.Default;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.config.Range;
import chat.palaver.kit.config.ServiceConfig;
import chat.palaver.kit.kafka.GroupProtocol;
import java.nio.file.Path;
import java.time.Duration;

/** Configuration of the fan-out. */
public record FanoutConfig(
        KafkaConfig kafka,
        AdminConfig admin,
        @Default("1") @Range(min = 1, max = 64) @About("stream threads of this process")
                int threads,
        @Default("6s")
                @Between(min = "1s", max = "5m")
                @About("silence after which the group gives this process' partitions to others")
                Duration sessionTimeout,
        @Default("classic")
                @About("who decides which instance has which task; to change it stop all first")
                GroupProtocol groupProtocol,
        @Default("2m")
                @Between(min = "5s", max = "1h")
                @About("how long after its lease an edge is forgotten")
                Duration forgetAfter,
        @About("directory of Streams' own files; nothing in it matters") Path stateDirectory)
        implements ServiceConfig {}
