package chat.palaver.api;

import chat.palaver.kit.config.About;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.Default;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.config.Range;
import chat.palaver.kit.config.ServiceConfig;
import chat.palaver.kit.config.StoreConfig;
import java.nio.file.Path;
import java.util.List;

/** What an API server is told. */
public record ApiConfig(
        AdminConfig admin,
        KafkaConfig kafka,
        StoreConfig store,
        @Default("127.0.0.1") @About("address the API port is bound to") String host,
        @Default("8080") @Range(min = 0, max = 65_535) @About("API port; 0 takes any free one")
                int port,
        @About("PEM file with the private key that signs access tokens, mode 600")
                Path tokenPrivateKey,
        @About("PEM file with the public keys of access tokens") Path tokenPublicKey,
        @Default("") @About("web origins allowed beside loopback ones") List<String> allowedOrigins,
        @Default("100")
                @Range(min = 1, max = 1_000_000)
                @About("sign-ups and log-ins a minute of one address")
                int signInsPerMinute,
        @Default("262144")
                @Range(min = 16_384, max = 10_485_760)
                @About("longest request body, in bytes")
                int bodyBytes)
        implements ServiceConfig {}
