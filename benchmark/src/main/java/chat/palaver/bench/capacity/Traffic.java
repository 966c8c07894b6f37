package chat.palaver.bench.capacity;

import static chat.palaver.bench.capacity.Ledger.n;

import java.util.function.ToDoubleFunction;

/**
 * What a demand means at peak, before anything is known of machines but how many edges there are.
 *
 * @param users online at once
 * @param connections of them
 * @param messages a second
 * @param deliveries frames a second to sessions
 * @param offline users a second who are to be told of a message and are not online
 * @param sharedShare part of the messages in shared logs
 */
record Traffic(
        double users,
        double connections,
        double messages,
        double deliveries,
        double offline,
        double sharedShare) {
    static Traffic of(Demand demand, Layout layout, Ledger ledger) {
        ledger.part("demand");
        double users =
                ledger.line(
                        "users online",
                        "",
                        demand.dailyUsers() * demand.online(),
                        n(demand.dailyUsers()) + " daily x " + n(demand.online()) + " online");
        double connections =
                ledger.line(
                        "connections",
                        "",
                        users * demand.devices(),
                        n(users) + " x " + n(demand.devices()) + " devices");
        double messages =
                ledger.line(
                        "messages",
                        "1/s",
                        demand.messagesPerSecond() * demand.peak(),
                        n(demand.messagesPerSecond()) + " x " + n(demand.peak()) + " at peak");
        double reach = mean(demand, ChannelSize::members);
        double perMessage = reach * demand.online() * demand.devices();
        double deliveries =
                ledger.line(
                        "deliveries",
                        "1/s",
                        messages * perMessage,
                        n(messages)
                                + " x "
                                + n(reach)
                                + " members of the channel of a message x "
                                + n(demand.online())
                                + " x "
                                + n(demand.devices()));
        double others = mean(demand, size -> size.members() - 1);
        double offline =
                ledger.line(
                        "offline users to be told",
                        "1/s",
                        messages * others * (1 - demand.online()),
                        n(messages) + " x " + n(others) + " others x " + n(1 - demand.online()));
        double shared = mean(demand, size -> layout.isOwn(size) ? 0 : 1);
        return new Traffic(users, connections, messages, deliveries, offline, shared);
    }

    /**
     * The edges a message goes to: its channel's sessions are spread over all of them by chance.
     *
     * @param edges there are
     * @param own whether of messages in own logs, or of those in shared ones
     */
    static double edgesReached(Demand demand, Layout layout, double edges, boolean own) {
        return mean(
                demand,
                size ->
                        layout.isOwn(size) == own
                                ? spread(size.members() * demand.online() * demand.devices(), edges)
                                : 0);
    }

    private static double spread(double sessions, double edges) {
        return edges <= 1
                ? Math.min(1, sessions)
                : edges * -Math.expm1(sessions * Math.log1p(-1 / edges));
    }

    private static double mean(Demand demand, ToDoubleFunction<ChannelSize> of) {
        return demand.channels().stream()
                .mapToDouble(size -> size.share() * of.applyAsDouble(size))
                .sum();
    }
}
