package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where the devices of a user are pushed, one partition a user, since a push goes to all of them.
 * All writes are lightweight transactions: a provider's refusal of an old registration must not
 * delete the new one that a device has just put.
 */
public final class PushRegistrations {
    private final Cql cql;
    private final PreparedStatement put;
    private final PreparedStatement replace;
    private final PreparedStatement select;
    private final PreparedStatement delete;
    private final PreparedStatement deleteRefused;

    PushRegistrations(Cql cql) {
        this.cql = cql;
        put =
                cql.prepareConditional(
                        "INSERT INTO push_registrations (user_id, device_id, kind, registration)"
                                + " VALUES (?, ?, ?, ?) IF NOT EXISTS");
        replace =
                cql.prepareConditional(
                        "UPDATE push_registrations SET kind = ?, registration = ? WHERE user_id = ?"
                                + " AND device_id = ? IF EXISTS");
        select =
                cql.prepare(
                        "SELECT user_id, device_id, kind, registration FROM push_registrations WHERE"
                                + " user_id = ?");
        delete =
                cql.prepareConditional(
                        "DELETE FROM push_registrations WHERE user_id = ? AND device_id = ? IF"
                                + " EXISTS");
        deleteRefused =
                cql.prepareConditional(
                        "DELETE FROM push_registrations WHERE user_id = ? AND device_id = ? IF"
                                + " registration = ?");
    }

    /** Registers the device, in place of what it had registered before. */
    public CompletionStage<Void> put(PushRegistration registration) {
        return cql.execute(
                        put.bind(
                                registration.userId(),
                                registration.deviceId(),
                                registration.kind(),
                                registration.registration()))
                .thenCompose(
                        result ->
                                result.wasApplied()
                                        ? CompletableFuture.completedFuture(true)
                                        : replace(registration))
                .thenCompose(
                        done -> done ? CompletableFuture.completedFuture(null) : put(registration));
    }

    /** In order of the device ids. */
    public CompletionStage<List<PushRegistration>> of(String userId) {
        return cql.all(select.bind(userId), PushRegistrations::registration);
    }

    /** Whether there was one. */
    public CompletionStage<Boolean> delete(String userId, String deviceId) {
        return cql.execute(delete.bind(userId, deviceId)).thenApply(result -> result.wasApplied());
    }

    /** Deletes the registration unless the device has put another one since. */
    public CompletionStage<Boolean> deleteRefused(PushRegistration refused) {
        return cql.execute(
                        deleteRefused.bind(
                                refused.userId(), refused.deviceId(), refused.registration()))
                .thenApply(result -> result.wasApplied());
    }

    private CompletionStage<Boolean> replace(PushRegistration registration) {
        return cql.execute(
                        replace.bind(
                                registration.kind(),
                                registration.registration(),
                                registration.userId(),
                                registration.deviceId()))
                .thenApply(result -> result.wasApplied());
    }

    private static PushRegistration registration(Row row) {
        return new PushRegistration(
                row.getString("user_id"),
                row.getString("device_id"),
                row.getString("kind"),
                row.getString("registration"));
    }
}
