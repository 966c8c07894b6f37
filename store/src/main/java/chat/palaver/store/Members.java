package chat.palaver.store;

import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who is and was in a channel: a row for each change, a channel's partition ordered by user and
 * then newest first. So one read gives everybody as of a position, and another the times of one
 * user's membership. A user who left has a row with an empty role: nothing is ever deleted, since a
 * tombstone would win against a row of the same position.
 */
public final class Members {
    private static final String NO_MEMBER = "";

    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement selectAll;
    private final PreparedStatement selectOne;

    Members(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepare(
                        "INSERT INTO members_by_channel (channel_id, user_id, position, role, reason,"
                                + " sender) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        selectAll =
                cql.prepare(
                        "SELECT user_id, position, role FROM members_by_channel WHERE channel_id ="
                                + " ?");
        selectOne =
                cql.prepare(
                        "SELECT user_id, position, role FROM members_by_channel WHERE channel_id = ?"
                                + " AND user_id = ? AND position <= ?");
    }

    public CompletionStage<Void> write(MemberVersion member) {
        return cql.write(
                insert.bind(
                        member.channelId(),
                        member.userId(),
                        member.position(),
                        member.role().map(Role::wireName).orElse(NO_MEMBER),
                        member.reason(),
                        member.sender(),
                        member.position()));
    }

    /** The members by user id, in its order. */
    public CompletionStage<Map<String, Membership>> latest(String channelId) {
        return asOf(channelId, Long.MAX_VALUE);
    }

    /** Who was a member once every record at or below the position had been read. */
    public CompletionStage<Map<String, Membership>> asOf(String channelId, long position) {
        Map<String, MemberHistory> histories = new LinkedHashMap<>();
        return cql.forEach(
                        selectAll.bind(channelId),
                        row -> {
                            if (row.getLong("position") <= position) {
                                histories
                                        .computeIfAbsent(
                                                row.getString("user_id"),
                                                user -> new MemberHistory())
                                        .add(row.getLong("position"), role(row));
                            }
                            return true;
                        })
                .thenApply(done -> present(histories));
    }

    /** The user's present membership of the channel. */
    public CompletionStage<Optional<Membership>> latest(String channelId, String userId) {
        return asOf(channelId, userId, Long.MAX_VALUE);
    }

    /** The user's membership once every record at or below the position had been read. */
    public CompletionStage<Optional<Membership>> asOf(
            String channelId, String userId, long position) {
        return history(channelId, userId, position).thenApply(MemberHistory::present);
    }

    /** The times of the user's membership, oldest first. */
    public CompletionStage<List<MembershipInterval>> intervals(String channelId, String userId) {
        return history(channelId, userId, Long.MAX_VALUE).thenApply(MemberHistory::intervals);
    }

    private CompletionStage<MemberHistory> history(String channelId, String userId, long upTo) {
        MemberHistory history = new MemberHistory();
        return cql.forEach(
                        selectOne.bind(channelId, userId, upTo),
                        row -> {
                            history.add(row.getLong("position"), role(row));
                            return true;
                        })
                .thenApply(done -> history);
    }

    private static Map<String, Membership> present(Map<String, MemberHistory> histories) {
        Map<String, Membership> members = new LinkedHashMap<>();
        histories.forEach(
                (user, history) -> history.present().ifPresent(m -> members.put(user, m)));
        return members;
    }

    private static Optional<Role> role(Row row) {
        return Role.parse(row.getString("role"));
    }
}
