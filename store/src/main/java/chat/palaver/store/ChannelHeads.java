package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The last message of each channel, a row of its own, so that a user's feed does not read a
 * partition of messages for each channel. The highest position wins by its write timestamp.
 */
public final class ChannelHeads {
    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement select;

    ChannelHeads(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepare(
                        "INSERT INTO channel_heads (channel_id, position, time, sender, preview)"
                                + " VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        select =
                cql.prepare(
                        "SELECT channel_id, position, time, sender, preview FROM channel_heads WHERE"
                                + " channel_id = ?");
    }

    public CompletionStage<Void> write(ChannelHead head) {
        return cql.write(
                insert.bind(
                        head.channelId(),
                        head.position(),
                        Instant.ofEpochMilli(head.timeMillis()),
                        head.sender(),
                        head.preview(),
                        head.position()));
    }

    public CompletionStage<Optional<ChannelHead>> of(String channelId) {
        return cql.one(select.bind(channelId), ChannelHeads::head);
    }

    /** The heads of those channels that have one, by channel id; read side by side. */
    public CompletionStage<Map<String, ChannelHead>> of(Collection<String> channelIds) {
        List<CompletableFuture<Optional<ChannelHead>>> reads =
                channelIds.stream().map(id -> of(id).toCompletableFuture()).toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                .thenApply(
                        done -> {
                            Map<String, ChannelHead> heads = new LinkedHashMap<>();
                            reads.forEach(
                                    read ->
                                            read.join()
                                                    .ifPresent(h -> heads.put(h.channelId(), h)));
                            return heads;
                        });
    }

    private static ChannelHead head(Row row) {
        return new ChannelHead(
                row.getString("channel_id"),
                row.getLong("position"),
                Times.millis(row, "time"),
                row.getString("sender"),
                row.getString("preview"));
    }
}
