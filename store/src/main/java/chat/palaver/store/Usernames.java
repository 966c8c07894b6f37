package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who has which name: the name is the key, so that a lightweight transaction makes it unique.
 *
 * <p>Signing up is claim, then {@link Users#create}. If the process dies between the two, the name
 * is claimed for an id without an account; the next one who wants the name finds that and creates
 * the account under the claimed id. Should both come to it, {@code create} lets one of them have
 * it.
 */
public final class Usernames {
    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement select;

    Usernames(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepareConditional(
                        "INSERT INTO users_by_name (username, user_id) VALUES (?, ?) IF NOT EXISTS");
        select = cql.prepare("SELECT user_id FROM users_by_name WHERE username = ?");
    }

    /**
     * Takes the name for the user unless it is taken.
     *
     * @return the id that has the name now: the one given, or an earlier claimant's
     */
    public CompletionStage<String> claim(String username, String userId) {
        return cql.execute(insert.bind(username, userId))
                .thenApply(
                        result -> result.wasApplied() ? userId : result.one().getString("user_id"));
    }

    /** The id that has the name. Its account may not have been written yet. */
    public CompletionStage<Optional<String>> find(String username) {
        return cql.one(select.bind(username), row -> row.getString("user_id"));
    }
}
