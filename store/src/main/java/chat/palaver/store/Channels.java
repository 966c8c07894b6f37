package chat.palaver.store;

import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.LogChoice;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What channels are and were: a row for each record that changed it, newest first in the channel's
 * partition, so that the state at any position is the first row at or below it. A fold that starts
 * in the middle of a log needs that; the newest row alone may be ahead of where it starts.
 */
public final class Channels {
    private static final String SELECT =
            "SELECT channel_id, position, kind, title, sender, time, deleted, own_log, retention"
                    + " FROM channels WHERE channel_id = ? AND position <= ? LIMIT 1";

    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement select;

    Channels(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepare(
                        "INSERT INTO channels (channel_id, position, kind, title, sender, time,"
                                + " deleted, own_log, retention) VALUES (:channel_id, :position,"
                                + " :kind, :title, :sender, :time, :deleted, :own_log, :retention)"
                                + " USING TIMESTAMP :version");
        select = cql.prepare(SELECT);
    }

    public CompletionStage<Void> write(ChannelVersion channel) {
        BoundStatementBuilder bound =
                insert.boundStatementBuilder()
                        .setString("channel_id", channel.channelId())
                        .setLong("position", channel.position())
                        .setString("kind", channel.kind().wireName())
                        .setString("title", channel.title())
                        .setString("sender", channel.sender())
                        .setInstant("time", Instant.ofEpochMilli(channel.timeMillis()))
                        .setBoolean("deleted", channel.deleted())
                        .setBoolean("own_log", channel.log().own())
                        .setLong("version", channel.position());
        Optional<String> retention = Retentions.toText(channel.log().retention());
        if (retention.isPresent()) {
            bound = bound.setString("retention", retention.get());
        }
        return cql.write(bound.build());
    }

    public CompletionStage<Optional<ChannelVersion>> latest(String channelId) {
        return asOf(channelId, Long.MAX_VALUE);
    }

    /** What the channel was once every record at or below the position had been read. */
    public CompletionStage<Optional<ChannelVersion>> asOf(String channelId, long position) {
        return cql.one(select.bind(channelId, position), Channels::channel);
    }

    private static ChannelVersion channel(Row row) {
        return new ChannelVersion(
                row.getString("channel_id"),
                row.getLong("position"),
                Kind.parse(row.getString("kind")).orElseThrow(),
                row.getString("title"),
                row.getString("sender"),
                Times.millis(row, "time"),
                row.getBoolean("deleted"),
                new LogChoice(row.getBoolean("own_log"), Retentions.of(row)));
    }
}
