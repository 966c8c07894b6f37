package chat.palaver.store;

import static chat.palaver.store.Opened.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.store.StoreUnavailable.Reason;
import chat.palaver.testkit.CqlStore;
import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class OpeningIT {
    @RegisterExtension static final CqlStore CQL = new CqlStore();

    @Test
    void servicesThatStartAtOnceAllFindTheTables() {
        List<CompletableFuture<Store>> opening =
                IntStream.range(0, 3)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> Opened.open(CQL)))
                        .toList();

        for (CompletableFuture<Store> each : opening) {
            try (Store store = each.join()) {
                await(store.probe());
            }
        }
    }

    @Test
    void refusesAKeyspaceThatAnotherFileMade() {
        Opened.open(CQL).close();
        try (CqlSession session = session()) {
            session.execute(
                    "UPDATE schema_versions SET checksum = 'other' WHERE version = 1 IF EXISTS");

            assertThatThrownBy(() -> Opened.open(CQL))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("001-tables.cql");

            session.execute("DELETE FROM schema_versions WHERE version = 1 IF EXISTS");
        }
        Opened.open(CQL).close();
    }

    @Test
    void waitsForAnotherOneThatIsAtItAndNotForEver() {
        Opened.open(CQL).close();
        try (CqlSession session = session()) {
            session.execute("DELETE FROM schema_versions WHERE version = 1 IF EXISTS");
            session.execute(
                    "INSERT INTO schema_lock (name, holder) VALUES ('schema', 'other') IF NOT"
                            + " EXISTS");

            assertThatThrownBy(() -> Store.open(Opened.settings(CQL), Duration.ofMillis(200)))
                    .isInstanceOf(StoreUnavailable.class);

            session.execute("DELETE FROM schema_lock WHERE name = 'schema' IF EXISTS");
        }
        Opened.open(CQL).close();
    }

    @Test
    void aClosedStoreSaysSo() {
        Store store = Opened.open(CQL);
        store.close();

        assertThatThrownBy(() -> store.probe().toCompletableFuture().join())
                .cause()
                .isInstanceOfSatisfying(
                        StoreUnavailable.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    }

    private static CqlSession session() {
        return CqlSession.builder()
                .addContactPoint(CQL.address())
                .withLocalDatacenter(CQL.datacenter())
                .withKeyspace(CQL.keyspace())
                .build();
    }
}
