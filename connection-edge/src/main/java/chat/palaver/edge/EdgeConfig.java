package chat.palaver.edge;

import chat.palaver.kit.config.About;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.Between;
import chat.palaver.kit.config.Default;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.config.Range;
import chat.palaver.kit.config.ServiceConfig;
import chat.palaver.kit.config.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Configuration of an edge. */
public record EdgeConfig(
        KafkaConfig kafka,
        StoreConfig store,
        AdminConfig admin,
        @Default("127.0.0.1") @About("address the chat port is bound to") String host,
        @Default("8081") @Range(min = 0, max = 65_535) @About("chat port; 0 takes any free one")
                int port,
        @Default("") @About("address clients are told, ws://host:port; empty for host and port")
                String publicUrl,
        @Default("local") @About("region clients are told") String region,
        @About("PEM file with the public keys of access tokens") Path tokenPublicKey,
        @Default("") @About("web origins allowed beside loopback ones") List<String> allowedOrigins,
        @Default("20s")
                @Between(min = "1s", max = "10m")
                @About("how often clients must be heard; after twice that they are closed")
                Duration clientHeartbeat,
        @Default("5s") @Between(min = "100ms", max = "1m") @About("how often presence is told")
                Duration presenceInterval,
        @Default("3s")
                @Between(min = "100ms", max = "1m")
                @About("how often the lease is renewed; it holds four times as long")
                Duration leaseInterval,
        @Default("3m")
                @Between(min = "1s", max = "1h")
                @About("how long a channel without sessions stays live")
                Duration idleFeed,
        @Default("4194304")
                @Range(min = 2_621_440, max = 1_073_741_824)
                @About("bytes queued to one session before it is closed as a slow consumer")
                long sessionQueueBytes,
        @Default("16777216")
                @Range(min = 2_621_440, max = 4_294_967_296L)
                @About("bytes of messages not handled yet that all sessions together may hold")
                long incomingBytes,
        @Default("10000") @Range(min = 1, max = 1_000_000) @About("most connections")
                int maxConnections)
        implements ServiceConfig {}
