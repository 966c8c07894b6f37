package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where the record with a sender's id stands, for seven days: asked before a late retry is
 * appended.
 *
 * <p>The lowest position must win. It does by its place in the partition, first, and not by write
 * timestamps that fall as positions rise: those would let an expired row hide that of a later
 * message with the same id for as long as its tombstone is kept, and ScyllaDB refuses timestamps in
 * the future. A row lives seven days from when it was written last; to write it again, on a replay,
 * only prolongs that.
 */
public final class MessageIds {
    /** How long an id is known. */
    public static final Duration KEPT = Duration.ofDays(7);

    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement select;

    /**
     * A record that was kept under an id.
     *
     * @param timeMillis its log-append time, milliseconds since the epoch
     */
    public record Kept(long position, long timeMillis) {}

    MessageIds(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepare(
                        "INSERT INTO message_ids (channel_id, sender, id, position, time) VALUES (?,"
                                + " ?, ?, ?, ?) USING TIMESTAMP ? AND TTL "
                                + KEPT.toSeconds());
        select =
                cql.prepare(
                        "SELECT position, time FROM message_ids WHERE channel_id = ? AND sender = ?"
                                + " AND id = ? LIMIT 1");
    }

    public CompletionStage<Void> write(
            String channelId, String sender, String id, long position, long timeMillis) {
        return cql.write(
                insert.bind(
                        channelId,
                        sender,
                        id,
                        position,
                        Instant.ofEpochMilli(timeMillis),
                        position));
    }

    /** The first record kept under the id within {@link #KEPT}. */
    public CompletionStage<Optional<Kept>> find(String channelId, String sender, String id) {
        return cql.one(
                select.bind(channelId, sender, id),
                row -> new Kept(row.getLong("position"), Times.millis(row, "time")));
    }
}
