package chat.palaver.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.proxy.Link;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WiringTest {
    private static final Plan DIRECT = new Plan(9000, 16, 8, 3, true);
    private static final Plan PROXIED = new Plan(9000, 16, 8, 3, true, true, false);
    private static final Part EDGE = new Part(Kind.EDGE, 2);

    @Test
    void withoutAProxyEverybodyGoesStraight() {
        Wiring wiring = DIRECT.wiring();

        assertThat(wiring.links()).isEmpty();
        assertThat(wiring.kafkaPort(EDGE, 3)).isEqualTo(DIRECT.kafkaPort(3));
        assertThat(wiring.cassandraPort(EDGE)).isEqualTo(DIRECT.cassandraPort());
        assertThat(wiring.servingPort(EDGE)).isEqualTo(9002);
        assertThat(wiring.servingPort(new Part(Kind.API, 1))).isEqualTo(9000);
    }

    @Test
    void aServiceGoesByItsOwnLinkToEachBrokerAndTheStore() {
        Wiring wiring = PROXIED.wiring();

        Link link =
                wiring.toBroker(3).stream()
                        .filter(each -> each.from().equals("edge-2"))
                        .findFirst()
                        .orElseThrow();

        assertThat(wiring.kafkaPort(EDGE, 3)).isEqualTo(link.port());
        assertThat(link.target()).isNotEqualTo(PROXIED.kafkaPort(3));
        assertThat(wiring.links())
                .contains(
                        new Link(
                                "edge-2",
                                "cassandra",
                                wiring.cassandraPort(EDGE),
                                PROXIED.cassandraPort()));
    }

    @Test
    void clientsFindTheProxyWhereTheyWouldFindTheService() {
        assertThat(PROXIED.wiring().links())
                .contains(new Link("clients", "edge-2", 9002, PROXIED.wiring().servingPort(EDGE)))
                .anyMatch(link -> link.to().equals("api") && link.port() == 9000);
    }

    @Test
    void noPortIsUsedTwice() {
        Map<Integer, String> listening = new HashMap<>(PROXIED.ports());
        int before = DIRECT.ports().size();

        // Each link has a port; to a broker or a client's part there is one more behind it. The
        // ports of edges and API are counted already, and the proxy has one for its control.
        long more =
                PROXIED.wiring().links().stream()
                        .mapToInt(link -> link.to().startsWith("kafka") ? 2 : 1)
                        .sum();
        assertThat(listening).hasSize((int) (before + more + 1));
    }
}
