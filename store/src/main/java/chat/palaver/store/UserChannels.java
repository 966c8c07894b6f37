package chat.palaver.store;

import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.Role;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The channels of a user, one partition a user: what a device asks for first. The newest record's
 * row wins by its write timestamp, whatever order rows arrive in. A channel left keeps its row with
 * an empty role, for the reason given in {@link Members}.
 */
public final class UserChannels {
    private static final String NO_MEMBER = "";

    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement selectAll;
    private final PreparedStatement selectOne;

    UserChannels(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepare(
                        "INSERT INTO channels_by_user (user_id, channel_id, role, position, kind)"
                                + " VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        selectAll =
                cql.prepare(
                        "SELECT user_id, channel_id, role, position, kind FROM channels_by_user"
                                + " WHERE user_id = ?");
        selectOne =
                cql.prepare(
                        "SELECT user_id, channel_id, role, position, kind FROM channels_by_user"
                                + " WHERE user_id = ? AND channel_id = ?");
    }

    public CompletionStage<Void> write(UserChannel channel) {
        return cql.write(
                insert.bind(
                        channel.userId(),
                        channel.channelId(),
                        channel.role().map(Role::wireName).orElse(NO_MEMBER),
                        channel.position(),
                        channel.kind().wireName(),
                        channel.position()));
    }

    /** The channels the user is a member of, in order of their ids. */
    public CompletionStage<List<UserChannel>> of(String userId) {
        return withLeft(userId)
                .thenApply(all -> all.stream().filter(c -> c.role().isPresent()).toList());
    }

    /** Those and the ones the user was a member of. */
    public CompletionStage<List<UserChannel>> withLeft(String userId) {
        return cql.all(selectAll.bind(userId), UserChannels::channel);
    }

    /** The channel as the user has it; empty if he never was a member. */
    public CompletionStage<Optional<UserChannel>> of(String userId, String channelId) {
        return cql.one(selectOne.bind(userId, channelId), UserChannels::channel);
    }

    private static UserChannel channel(Row row) {
        return new UserChannel(
                row.getString("user_id"),
                row.getString("channel_id"),
                Role.parse(row.getString("role")),
                row.getLong("position"),
                Kind.parse(row.getString("kind")).orElseThrow());
    }
}
