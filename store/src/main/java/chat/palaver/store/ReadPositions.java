package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * How far each user has read each channel, one partition a user, since a feed asks for all of them.
 * The write timestamp is the position itself: it can only move forward.
 */
public final class ReadPositions {
    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement selectAll;
    private final PreparedStatement selectOne;

    ReadPositions(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepare(
                        "INSERT INTO read_positions (user_id, channel_id, position) VALUES (?, ?, ?)"
                                + " USING TIMESTAMP ?");
        selectAll =
                cql.prepare("SELECT channel_id, position FROM read_positions WHERE user_id = ?");
        selectOne =
                cql.prepare(
                        "SELECT position FROM read_positions WHERE user_id = ? AND channel_id = ?");
    }

    /** Notes that the user has read up to the position; a lower one than before changes nothing. */
    public CompletionStage<Void> write(String userId, String channelId, long position) {
        return cql.write(insert.bind(userId, channelId, position, position));
    }

    /** Channel id to position. */
    public CompletionStage<Map<String, Long>> of(String userId) {
        Map<String, Long> positions = new HashMap<>();
        return cql.forEach(
                        selectAll.bind(userId),
                        row -> {
                            positions.put(row.getString("channel_id"), row.getLong("position"));
                            return true;
                        })
                .thenApply(done -> positions);
    }

    public CompletionStage<OptionalLong> of(String userId, String channelId) {
        return cql.one(selectOne.bind(userId, channelId), row -> row.getLong("position"))
                .thenApply(found -> found.map(OptionalLong::of).orElse(OptionalLong.empty()));
    }
}
