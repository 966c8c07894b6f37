package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The logins of a user, one partition a user, since they are listed together and a token names both
 * user and device. All writes are lightweight transactions: a refresh token must be good for
 * exactly one of those who present it, and a device that was logged out must not come back.
 */
public final class Devices {
    private static final String COLUMNS =
            "user_id, device_id, name, platform, created_at, refresh_hash, refresh_generation";

    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement selectAll;
    private final PreparedStatement rotate;
    private final PreparedStatement rotation;
    private final PreparedStatement delete;

    Devices(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepareConditional(
                        "INSERT INTO devices_by_user ("
                                + COLUMNS
                                + ") VALUES (?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS");
        select =
                cql.prepare(
                        "SELECT "
                                + COLUMNS
                                + " FROM devices_by_user WHERE user_id = ? AND device_id = ?");
        selectAll = cql.prepare("SELECT " + COLUMNS + " FROM devices_by_user WHERE user_id = ?");
        rotate =
                cql.prepareConditional(
                        "UPDATE devices_by_user SET refresh_hash = ?, refresh_generation = ? WHERE"
                                + " user_id = ? AND device_id = ? IF refresh_hash = ?");
        rotation =
                cql.prepare(
                        "SELECT refresh_generation, writetime(refresh_hash) AS written"
                                + " FROM devices_by_user WHERE user_id = ? AND device_id = ?");
        delete =
                cql.prepareConditional(
                        "DELETE FROM devices_by_user WHERE user_id = ? AND device_id = ? IF EXISTS");
    }

    /** Writes a new login; false if the id is taken by another one. */
    public CompletionStage<Boolean> create(Device device) {
        return cql.execute(
                        insert.bind(
                                device.userId(),
                                device.deviceId(),
                                device.name(),
                                device.platform(),
                                device.createdAt(),
                                device.refreshHash(),
                                device.refreshGeneration()))
                .thenApply(result -> holds(result, device.refreshHash()));
    }

    /**
     * Replaces the refresh token if the presented one is good, which only one of several callers
     * can find. Repeating a call that was done says true again.
     *
     * @param presentedHash hash of the token presented
     * @param nextHash hash of the token that is good from now on, made new for this call
     * @param nextGeneration the new token's generation
     */
    public CompletionStage<Boolean> rotateRefresh(
            String userId,
            String deviceId,
            String presentedHash,
            String nextHash,
            int nextGeneration) {
        return cql.execute(rotate.bind(nextHash, nextGeneration, userId, deviceId, presentedHash))
                .thenApply(result -> holds(result, nextHash));
    }

    /**
     * The refresh token that is good now.
     *
     * @param generation how many were issued before it
     * @param since when it took the place of the one before, by the store's clock
     */
    public record Rotation(int generation, Instant since) {}

    /** Which refresh token of the device is good now; empty if it is logged out. */
    public CompletionStage<Optional<Rotation>> rotation(String userId, String deviceId) {
        return cql.one(rotation.bind(userId, deviceId), Devices::rotation);
    }

    private static Rotation rotation(Row row) {
        long micros = row.getLong("written");
        return new Rotation(
                row.getInt("refresh_generation"), Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    /** Logs the device out; false if it was not there. */
    public CompletionStage<Boolean> delete(String userId, String deviceId) {
        return cql.execute(delete.bind(userId, deviceId)).thenApply(result -> result.wasApplied());
    }

    public CompletionStage<Optional<Device>> byId(String userId, String deviceId) {
        return cql.one(select.bind(userId, deviceId), Devices::device);
    }

    /** The user's devices in order of their ids. */
    public CompletionStage<List<Device>> of(String userId) {
        return cql.all(selectAll.bind(userId), Devices::device);
    }

    private static boolean holds(AsyncResultSet result, String refreshHash) {
        if (result.wasApplied()) {
            return true;
        }
        Row present = result.one();
        return present != null
                && present.getColumnDefinitions().contains("refresh_hash")
                && refreshHash.equals(present.getString("refresh_hash"));
    }

    private static Device device(Row row) {
        return new Device(
                row.getString("user_id"),
                row.getString("device_id"),
                row.getString("name"),
                row.getString("platform"),
                row.getInstant("created_at"),
                row.getString("refresh_hash"),
                row.getInt("refresh_generation"));
    }
}
