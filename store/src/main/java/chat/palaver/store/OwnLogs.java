package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The channels for which own logs matter, by partition of the shared logs: whoever takes a
 * partition over must know at once which further topics go with it. One partition of the table
 * holds those of one partition of the log, a few at most.
 */
public final class OwnLogs {
    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement select;

    OwnLogs(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepare(
                        "INSERT INTO own_logs (partition, channel_id, epoch, wish, retention,"
                                + " deleted) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        select =
                cql.prepare(
                        "SELECT partition, channel_id, epoch, wish, retention, deleted FROM own_logs"
                                + " WHERE partition = ?");
    }

    /**
     * Writes a channel's row; the one of the highest position stands.
     *
     * @param position behind the record that made it so
     */
    public CompletionStage<Void> write(OwnLog log, long position) {
        return cql.write(
                insert.bind(
                        log.partition(),
                        log.channelId(),
                        log.epoch(),
                        log.wish().map(OwnLog.Wish::wireName).orElse(null),
                        Retentions.toText(log.retention()).orElse(null),
                        log.deleted(),
                        position));
    }

    /** All of one partition of the shared logs. */
    public CompletionStage<List<OwnLog>> of(int partition) {
        return cql.all(select.bind(partition), OwnLogs::log);
    }

    private static OwnLog log(Row row) {
        return new OwnLog(
                row.getInt("partition"),
                row.getString("channel_id"),
                row.getLong("epoch"),
                Optional.ofNullable(row.getString("wish")).map(OwnLog.Wish::of),
                Retentions.of(row),
                row.getBoolean("deleted"));
    }
}
