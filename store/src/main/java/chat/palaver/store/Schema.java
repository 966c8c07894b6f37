package chat.palaver.store;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables to the version this code knows. Each file is applied once, in order, and noted
 * with a checksum. Services that start at the same time take turns, since nodes of a cluster may
 * not agree on tables created on two of them at once; and every statement may be repeated, so that
 * one that died half-way does no harm.
 *
 * <p>A version newer than this code knows is left alone: two releases run side by side during an
 * upgrade, so files may only add.
 */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final List<String> FILES = List.of("001-tables.cql", "002-own-logs.cql");

    /** A holder that died lets go after this. */
    private static final Duration LOCK_KEPT = Duration.ofSeconds(60);

    private static final long LOCK_POLL_MILLIS = 100;
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);

    private final CqlSession session;

    Schema(CqlSession session) {
        this.session = session;
    }

    /** The statement that creates the keyspace, for a session that is not in it yet. */
    static void createKeyspace(CqlSession session, StoreSettings settings) {
        String tablets = keepsTablets(session) ? " AND tablets = {'enabled': false}" : "";
        session.execute(
                ddl(
                        "CREATE KEYSPACE IF NOT EXISTS "
                                + settings.keyspace()
                                + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
                                + settings.datacenter()
                                + "': "
                                + settings.replicationFactor()
                                + "}"
                                + tablets));
    }

    /**
     * Applies what is missing.
     *
     * @param inTime whether there is time left to wait for another who is at it
     * @throws IllegalStateException if an applied file was another one than ours
     * @throws StoreUnavailable if the other one did not finish in time
     */
    void apply(BooleanSupplier inTime) {
        // The driver would read its picture of the schema again, a second's wait, for each table.
        session.setSchemaMetadataEnabled(false);
        try {
            applyMissing(inTime);
        } finally {
            session.setSchemaMetadataEnabled(null);
        }
    }

    private void applyMissing(BooleanSupplier inTime) {
        session.execute(
                ddl(
                        "CREATE TABLE IF NOT EXISTS schema_versions (version int PRIMARY KEY, file"
                                + " text, checksum text)"));
        session.execute(
                ddl(
                        "CREATE TABLE IF NOT EXISTS schema_lock (name text PRIMARY KEY, holder"
                                + " text)"));
        if (missing().findAny().isEmpty()) {
            return;
        }
        String holder = UUID.randomUUID().toString();
        lock(holder, inTime);
        try {
            missing().forEach(this::apply);
        } finally {
            session.execute(
                    conditional(
                            "DELETE FROM schema_lock WHERE name = 'schema' IF holder = ?", holder));
        }
    }

    /** The statements of a file: comments go, a semicolon ends each. */
    static List<String> statements(String file) {
        String code =
                file.lines()
                        .map(line -> line.replaceFirst("--.*$", ""))
                        .reduce("", (all, line) -> all + line + "\n");
        return Stream.of(code.split(";", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    private void apply(String file) {
        String text = read(file);
        statements(text).forEach(statement -> session.execute(ddl(statement)));
        session.checkSchemaAgreement();
        session.execute(
                conditional(
                        "INSERT INTO schema_versions (version, file, checksum) VALUES (?, ?, ?) IF"
                                + " NOT EXISTS",
                        version(file),
                        file,
                        checksum(text)));
        LOG.atInfo().addKeyValue("file", file).log("schema file applied");
    }

    private Stream<String> missing() {
        return FILES.stream().filter(file -> !isApplied(file)).toList().stream();
    }

    private boolean isApplied(String file) {
        Row row =
                session.execute(
                                SimpleStatement.newInstance(
                                        "SELECT checksum FROM schema_versions WHERE version = ?",
                                        version(file)))
                        .one();
        if (row == null) {
            return false;
        }
        if (!checksum(read(file)).equals(row.getString("checksum"))) {
            throw new IllegalStateException(
                    "The keyspace was made with another "
                            + file
                            + " than this release has. Use another keyspace, or the release that"
                            + " made it; an applied file must never be changed.");
        }
        return true;
    }

    private void lock(String holder, BooleanSupplier inTime) {
        String take =
                "INSERT INTO schema_lock (name, holder) VALUES ('schema', ?) IF NOT EXISTS USING TTL "
                        + LOCK_KEPT.toSeconds();
        while (!session.execute(conditional(take, holder)).wasApplied()) {
            if (!inTime.getAsBoolean()) {
                throw new StoreUnavailable(
                        StoreUnavailable.Reason.TIMED_OUT,
                        "Another service is still creating the tables",
                        null);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOCK_POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreUnavailable(
                        StoreUnavailable.Reason.CLOSED, "Interrupted while opening", e);
            }
        }
    }

    /** ScyllaDB has no lightweight transactions in a keyspace of tablets before 2025.4. */
    private static boolean keepsTablets(CqlSession session) {
        return session.execute(
                                "SELECT column_name FROM system_schema.columns WHERE keyspace_name ="
                                        + " 'system_schema' AND table_name = 'scylla_keyspaces' AND"
                                        + " column_name = 'initial_tablets'")
                        .one()
                != null;
    }

    private static SimpleStatement ddl(String statement) {
        return SimpleStatement.newInstance(statement).setTimeout(STATEMENT_TIMEOUT);
    }

    private static SimpleStatement conditional(String statement, Object... values) {
        return SimpleStatement.newInstance(statement, values).setIdempotent(false);
    }

    private static int version(String file) {
        return Integer.parseInt(file.substring(0, file.indexOf('-')));
    }

    private static String read(String file) {
        try (InputStream in = Schema.class.getResourceAsStream("schema/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String checksum(String text) {
        try {
            byte[] digest =
                    java.security.MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
