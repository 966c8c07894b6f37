package chat.palaver.client.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EdgeRosterTest {
    private static final URI A = URI.create("ws://127.0.0.1:1");
    private static final URI B = URI.create("ws://127.0.0.1:2");
    private static final URI C = URI.create("ws://127.0.0.1:3");

    private final EdgeRoster roster = new EdgeRoster();

    private List<URI> round() {
        roster.startRound();
        List<URI> order = new ArrayList<>();
        for (Optional<URI> next = roster.next(); next.isPresent(); next = roster.next()) {
            order.add(next.get());
        }
        return order;
    }

    @Test
    void triesTheBestFirst() {
        roster.discovered(List.of(A, B));

        assertThat(round()).containsExactly(A, B);
    }

    @Test
    void keepsTheEdgesKnownWhenDiscoveryIsAway() {
        roster.discovered(List.of(A, B));
        roster.discovered(List.of());

        assertThat(round()).containsExactly(A, B);
    }

    @Test
    void triesWhereItWasSentFirstAndWhatFailedLastForOneRound() {
        roster.discovered(List.of(A, B));
        roster.prefer(C);
        roster.avoid(A);

        assertThat(round()).containsExactly(C, B, A);
        assertThat(round()).containsExactly(A, B);
    }

    @Test
    void hasNothingToTryBeforeDiscovery() {
        assertThat(round()).isEmpty();
    }
}
