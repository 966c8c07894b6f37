package chat.palaver.bench.target;

import chat.palaver.client.api.Edge;
import chat.palaver.client.api.PalaverApi;
import chat.palaver.kit.token.TokenIssuer;
import chat.palaver.store.Store;
import chat.palaver.store.StoreSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A system to be measured.
 *
 * @param data its data folder, if it runs on this machine
 */
public record RunningSystem(URI api, Optional<DataFolder> data) {
    private static final String DATACENTER = "datacenter1";
    private static final String KEYSPACE = "palaver";
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(30);

    /** One somewhere, by the address of its API. */
    public static RunningSystem at(URI api) {
        return new RunningSystem(api, Optional.empty());
    }

    /** One on this machine. */
    public static RunningSystem of(DataFolder data) throws IOException {
        return new RunningSystem(data.api(), Optional.of(data));
    }

    /** Who makes people there: quickly with the data folder, else as anybody may. */
    public People people(Clock clock) throws IOException {
        PalaverApi there = PalaverApi.at(api);
        if (data.isEmpty()) {
            return new SignedUp(there);
        }
        TokenIssuer tokens = TokenIssuer.read(data.get().signingKey(), clock);
        return new Enrolled(store(), tokens, there, clock);
    }

    /** A connection to its store; only with the data folder. */
    public Store store() throws IOException {
        List<String> nodes = data.orElseThrow().store();
        return Store.open(StoreSettings.of(nodes, DATACENTER, KEYSPACE, 1), STORE_PATIENCE);
    }

    /** Its edges, always in the same order, as somebody is told who asks. */
    public List<URI> edges(Person who) {
        return who.api().edges().stream()
                .map(Edge::url)
                .sorted(Comparator.comparing(URI::toString))
                .toList();
    }
}
