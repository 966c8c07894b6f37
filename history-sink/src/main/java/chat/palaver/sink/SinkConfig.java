package chat.palaver.sink;

import chat.palaver.kit.config.About;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.Default;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.config.Range;
import chat.palaver.kit.config.ServiceConfig;
import chat.palaver.kit.config.StoreConfig;

/** What the sink can be told. */
public record SinkConfig(
        KafkaConfig kafka,
        StoreConfig store,
        AdminConfig admin,
        @Default("16") @Range(min = 1, max = 256) @About("channels that are written at one time")
                int workers,
        @Default("1000000")
                @Range(min = 1_000, max = 100_000_000)
                @About(
                        "what is remembered of channels in use, of 40 to 85 bytes: an id is one, a member three")
                int rememberedEntries,
        OwnLogsConfig ownLogs)
        implements ServiceConfig {}
