package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Accounts, one partition each, since every question about one is asked by id. Their names are in
 * {@link Usernames}. All writes are lightweight transactions: two sign-ups that race for one id
 * cannot mix their fields, and a change cannot bring half an account into being.
 */
public final class Users {
    private static final String COLUMNS =
            "user_id, username, display_name, email, birth_date, location, password_hash,"
                    + " created_at, shared_fields";

    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement update;

    Users(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepareConditional(
                        "INSERT INTO users ("
                                + COLUMNS
                                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS");
        select = cql.prepare("SELECT " + COLUMNS + " FROM users WHERE user_id = ?");
        update =
                cql.prepareConditional(
                        "UPDATE users SET display_name = :display_name, email = :email, birth_date ="
                                + " :birth_date, location = :location, shared_fields ="
                                + " :shared_fields WHERE user_id = :user_id IF EXISTS");
    }

    /**
     * Writes the account unless there is one with this id.
     *
     * @return whether the account there now is this one; also true when this call repeats one that
     *     was done (the hash of a password has a salt, so that no two accounts have the same)
     */
    public CompletionStage<Boolean> create(User user) {
        return cql.execute(
                        insert.bind(
                                user.userId(),
                                user.username(),
                                user.displayName().orElse(null),
                                user.email().orElse(null),
                                user.birthDate().orElse(null),
                                user.location().orElse(null),
                                user.passwordHash(),
                                user.createdAt(),
                                user.sharedFields()))
                .thenApply(
                        result ->
                                result.wasApplied()
                                        || user.passwordHash()
                                                .equals(result.one().getString("password_hash")));
    }

    public CompletionStage<Optional<User>> byId(String userId) {
        return cql.one(select.bind(userId), Users::user);
    }

    /**
     * Changes the given fields and leaves the others.
     *
     * @return false if there is no such account
     */
    public CompletionStage<Boolean> update(String userId, ProfileChange change) {
        if (change.isEmpty()) {
            return byId(userId).thenApply(Optional::isPresent);
        }
        BoundStatementBuilder bound = update.boundStatementBuilder().setString("user_id", userId);
        if (change.displayName() != null) {
            bound = bound.setString("display_name", change.displayName().orElse(null));
        }
        if (change.email() != null) {
            bound = bound.setString("email", change.email().orElse(null));
        }
        if (change.birthDate() != null) {
            bound = bound.setLocalDate("birth_date", change.birthDate().orElse(null));
        }
        if (change.location() != null) {
            bound = bound.setString("location", change.location().orElse(null));
        }
        if (change.sharedFields() != null) {
            bound = bound.setSet("shared_fields", change.sharedFields(), String.class);
        }
        return cql.execute(bound.build()).thenApply(result -> result.wasApplied());
    }

    private static User user(Row row) {
        Set<String> shared = row.getSet("shared_fields", String.class);
        return new User(
                row.getString("user_id"),
                row.getString("username"),
                Optional.ofNullable(row.getString("display_name")),
                Optional.ofNullable(row.getString("email")),
                Optional.ofNullable(row.getLocalDate("birth_date")),
                Optional.ofNullable(row.getString("location")),
                row.getString("password_hash"),
                row.getInstant("created_at"),
                shared);
    }
}
