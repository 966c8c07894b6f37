package chat.palaver.bench.crew;

import chat.palaver.bench.worker.SeatPlan;
import java.net.URI;
import java.util.function.Supplier;

/**
 * A connection somebody is to have.
 *
 * @param server with the path
 * @param token gives one that is good now, for {@code hello}; null for a bare server
 * @param awaited the channel that must have caught up; null if the welcome is enough
 * @param listening whether what reaches it counts as delivered
 */
public record Place(URI server, Supplier<String> token, String awaited, boolean listening) {
    private static final String PATH = "/v1/connect";

    /** At an edge. */
    public static Place at(URI edge, Supplier<String> token, String awaited, boolean listening) {
        return new Place(URI.create(edge + PATH), token, awaited, listening);
    }

    SeatPlan plan(String source) {
        return new SeatPlan(server.toString(), source, tokenNow(), awaited, listening);
    }

    String tokenNow() {
        return token == null ? null : token.get();
    }
}
