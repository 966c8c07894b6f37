package chat.palaver.bench.worker;

/**
 * One connection that a worker is to hold.
 *
 * @param server where to, with the path: {@code ws://host:port/v1/connect}
 * @param source address to connect from, {@code 127.0.0.2}
 * @param token for {@code hello}; null where the server wants none, as a bare one
 * @param awaited the channel that must have caught up before the seat counts as taken; null if the
 *     welcome is enough
 * @param listening whether what reaches it counts as delivered; a sender's own copies may not
 */
public record SeatPlan(
        String server, String source, String token, String awaited, boolean listening) {
    /** Tokens stay out of logs. */
    @Override
    public String toString() {
        return "SeatPlan[" + server + "]";
    }
}
