package chat.palaver.bench.crew;

import chat.palaver.bench.worker.SeatPlan;
import java.net.URI;

/**
 * A connection somebody is to have.
 *
 * @param server with the path
 * @param token for {@code hello}; null for a bare server
 * @param awaited the channel that must have caught up; null if the welcome is enough
 * @param listening whether what reaches it counts as delivered
 */
public record Place(URI server, String token, String awaited, boolean listening) {
    private static final String PATH = "/v1/connect";

    /** At an edge. */
    public static Place at(URI edge, String token, String awaited, boolean listening) {
        return new Place(URI.create(edge + PATH), token, awaited, listening);
    }

    SeatPlan plan(String source) {
        return new SeatPlan(server.toString(), source, token, awaited, listening);
    }

    /** Tokens stay out of logs. */
    @Override
    public String toString() {
        return "Place[" + server + "]";
    }
}
