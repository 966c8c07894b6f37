package chat.palaver.bench.capacity;

import static chat.palaver.bench.capacity.Ledger.n;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/**
 * From what is asked and what things cost to what is needed, line by line. Pure arithmetic: whoever
 * doubts a line can do it by hand.
 */
public final class Plan {
    private static final double HOUR = 3_600;
    private static final double DAY = 86_400;
    private static final double YEAR_DAYS = 365;
    private static final double ID_DAYS = 7;
    private static final double MICROS = 1e6;
    private static final double SIGNALS = 2;

    /** Topics of P partitions each, beside deliveries. */
    private static final double PARTITIONED_TOPICS = 8;

    private static final int LEAST_PARTITIONS = 16;

    /** The number of edges depends on what a message costs, and that on how many there are. */
    private static final int MOST_ROUNDS = 1_000;

    private final Demand demand;
    private final Layout layout;
    private final Machines machines;
    private final Costs costs;
    private final Ledger ledger = new Ledger();

    private Plan(Demand demand, Layout layout, Machines machines, Costs costs) {
        this.demand = demand;
        this.layout = layout;
        this.machines = machines;
        this.costs = costs;
    }

    /** All lines, the demand first. */
    public static List<Line> of(Demand demand, Layout layout, Machines machines, Costs costs) {
        Plan plan = new Plan(demand, layout, machines, costs);
        plan.compute();
        return plan.ledger.lines();
    }

    private void compute() {
        Traffic traffic = Traffic.of(demand, layout, ledger);
        double edges = edges(traffic);
        Reached reached = reached(traffic, edges);
        double partitions = streams(traffic, reached);
        double heartbeats = presence(traffic, edges, partitions);
        brokers(traffic, reached, edges, partitions, heartbeats);
        sinks(traffic);
        store(traffic);
        push(traffic);
        api();
        network(traffic);
        total();
    }

    /** Records a second that are read by edges: through slots, and from own logs. */
    private record Reached(double routed, double own) {
        double all() {
            return routed + own;
        }
    }

    private double cost(Cost cost) {
        return costs.of(cost);
    }

    /** CPU seconds on such a machine. */
    private double cpu(Cost cost) {
        return cost(cost) * machines.slower() / MICROS;
    }

    private double edges(Traffic traffic) {
        ledger.part("edges");
        double byConnections =
                ledger.whole(
                        "by connections",
                        "",
                        traffic.connections() / machines.connections(),
                        n(traffic.connections()) + " / " + n(machines.connections()) + " each");
        double out = bytesOut(traffic);
        double byNetwork =
                ledger.whole(
                        "by network",
                        "",
                        out / machines.networkBytes(),
                        n(out) + " B/s to clients / " + n(machines.networkBytes()) + " B/s");
        double least = Math.max(1, Math.max(byConnections, byNetwork));
        double byMemory = byMemory(traffic, least);
        double byCpu = byCpu(traffic, Math.max(least, byMemory));
        return ledger.line(
                "edges",
                "machines",
                Math.max(least, Math.max(byMemory, byCpu)),
                "the greatest of "
                        + n(byConnections)
                        + ", "
                        + n(byMemory)
                        + ", "
                        + n(byNetwork)
                        + " and "
                        + n(byCpu));
    }

    /** Of connections, and of what every edge remembers for an hour: the ids of all it has read. */
    private double byMemory(Traffic traffic, double least) {
        double room = machines.memoryBytes() * machines.fullness() - cost(Cost.EDGE_BASE_BYTES);
        if (room <= 0) {
            throw new IllegalArgumentException("--memory-gib: an edge does not fit");
        }
        double connections = traffic.connections() * cost(Cost.EDGE_CONNECTION_BYTES);
        double edges =
                enough(least, with -> (connections + ids(reachedBy(traffic, with).all())) / room);
        double ids = ids(reachedBy(traffic, edges).all());
        return ledger.whole(
                "by memory",
                "",
                (connections + ids) / room,
                "("
                        + n(traffic.connections())
                        + " x "
                        + n(cost(Cost.EDGE_CONNECTION_BYTES))
                        + " B + "
                        + n(reachedBy(traffic, edges).all())
                        + " records read x 3,600 s x "
                        + n(cost(Cost.KEPT_ID_BYTES))
                        + " B) / ("
                        + n(machines.memoryBytes())
                        + " B x "
                        + n(machines.fullness())
                        + " - "
                        + n(cost(Cost.EDGE_BASE_BYTES))
                        + " B)");
    }

    /** Bytes of the ids of an hour at this rate. */
    private double ids(double perSecond) {
        return perSecond * HOUR * cost(Cost.KEPT_ID_BYTES);
    }

    /**
     * More edges: a message goes to more of them. Goes up until that many are enough.
     *
     * @param needed how many are needed if there are so many
     */
    private static double enough(double least, DoubleUnaryOperator needed) {
        double edges = least;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            double more = Math.ceil(needed.applyAsDouble(edges));
            if (more <= edges) {
                break;
            }
            edges = more;
        }
        return edges;
    }

    private double byCpu(Traffic traffic, double least) {
        double edges = enough(least, with -> edgeCpu(traffic, with) / machines.cpuSeconds());
        Reached reached = reachedBy(traffic, edges);
        double all = edgeCpu(traffic, edges);
        ledger.line(
                "CPU",
                "cores",
                all,
                n(traffic.messages())
                        + " sends x "
                        + us(Cost.EDGE_SEND)
                        + " + "
                        + n(reached.all())
                        + " records read x "
                        + us(Cost.EDGE_RECORD)
                        + " + "
                        + n(traffic.deliveries())
                        + " deliveries x "
                        + us(Cost.EDGE_DELIVERY)
                        + " + "
                        + n(pings(traffic))
                        + " pings x "
                        + us(Cost.EDGE_PING));
        return ledger.whole("by CPU", "", all / machines.cpuSeconds(), perMachine(all));
    }

    private double edgeCpu(Traffic traffic, double edges) {
        Reached reached = reachedBy(traffic, edges);
        return traffic.messages() * cpu(Cost.EDGE_SEND)
                + reached.all() * cpu(Cost.EDGE_RECORD)
                + traffic.deliveries() * cpu(Cost.EDGE_DELIVERY)
                + pings(traffic) * cpu(Cost.EDGE_PING);
    }

    private double pings(Traffic traffic) {
        return traffic.connections() / layout.pingSeconds();
    }

    private Reached reachedBy(Traffic traffic, double edges) {
        return new Reached(
                traffic.messages() * Traffic.edgesReached(demand, layout, edges, false),
                traffic.messages() * Traffic.edgesReached(demand, layout, edges, true));
    }

    private Reached reached(Traffic traffic, double edges) {
        Reached reached = reachedBy(traffic, edges);
        ledger.line(
                "routed to edges",
                "1/s",
                reached.routed(),
                n(traffic.messages())
                        + " x "
                        + n(reached.routed() / traffic.messages())
                        + " of "
                        + n(edges)
                        + " edges, by chance");
        ledger.line(
                "read from own logs",
                "1/s",
                reached.own(),
                n(traffic.messages()) + " x " + n(reached.own() / traffic.messages()));
        return reached;
    }

    /** Gives P. */
    private double streams(Traffic traffic, Reached reached) {
        ledger.part("fan-out");
        double shared = traffic.messages() * traffic.sharedShare();
        double cpu =
                ledger.line(
                        "CPU",
                        "cores",
                        shared * cpu(Cost.FANOUT_RECORD)
                                + reached.routed() * cpu(Cost.FANOUT_DELIVERY),
                        n(shared)
                                + " shared records x "
                                + us(Cost.FANOUT_RECORD)
                                + " + "
                                + n(reached.routed())
                                + " routed x "
                                + us(Cost.FANOUT_DELIVERY));
        double busy = machines.fullness();
        double sinkCpu = traffic.messages() * cpu(Cost.SINK_RECORD);
        double needed = Math.max(cpu, sinkCpu) / busy;
        double partitions =
                ledger.line(
                        "partitions (P)",
                        "",
                        powerOfTwo(SIGNALS * needed),
                        "next power of 2 from 2 x the greater of "
                                + n(cpu)
                                + " and the sink's "
                                + n(sinkCpu)
                                + " cores / "
                                + n(busy)
                                + ": one thread serves a partition, and some are hotter");
        ledger.line("stream tasks", "", 2 * partitions, "2 sub-topologies x " + n(partitions));
        machines("fan-outs", cpu);
        return partitions;
    }

    private static double powerOfTwo(double needed) {
        double power = LEAST_PARTITIONS;
        while (power < needed) {
            power *= 2;
        }
        return power;
    }

    /** Gives the bytes a second of heartbeats. */
    private double presence(Traffic traffic, double edges, double partitions) {
        ledger.part("presence");
        double records =
                ledger.line(
                        "heartbeats",
                        "1/s",
                        edges * partitions / layout.presenceSeconds(),
                        n(edges)
                                + " edges x "
                                + n(partitions)
                                + " partitions / "
                                + n(layout.presenceSeconds())
                                + " s");
        double sessions = traffic.connections() / layout.presenceSeconds();
        double bytes =
                ledger.line(
                        "bytes of heartbeats",
                        "B/s",
                        records * cost(Cost.HEARTBEAT_BYTES)
                                + sessions * cost(Cost.HEARTBEAT_SESSION_BYTES),
                        n(records)
                                + " x "
                                + n(cost(Cost.HEARTBEAT_BYTES))
                                + " B + "
                                + n(sessions)
                                + " sessions x "
                                + n(cost(Cost.HEARTBEAT_SESSION_BYTES))
                                + " B");
        double cpu =
                ledger.line(
                        "CPU",
                        "cores",
                        sessions * cpu(Cost.PRESENCE_SESSION),
                        n(sessions) + " sessions x " + us(Cost.PRESENCE_SESSION));
        machines("presence", cpu);
        return bytes;
    }

    private void brokers(
            Traffic traffic, Reached reached, double edges, double partitions, double heartbeats) {
        ledger.part("brokers");
        double record = cost(Cost.RECORD_BYTES) + demand.textBytes();
        double delivery = cost(Cost.DELIVERY_BYTES) + demand.textBytes();
        double notified =
                cost(Cost.NOTIFICATION_BYTES) * traffic.messages()
                        + cost(Cost.NOTIFICATION_USER_BYTES) * traffic.offline();
        double records =
                ledger.line(
                        "records appended",
                        "1/s",
                        2 * traffic.messages()
                                + reached.routed()
                                + traffic.offline()
                                + edges * partitions / layout.presenceSeconds(),
                        n(traffic.messages())
                                + " x 2 (logs, notifications) + "
                                + n(reached.routed())
                                + " routed + "
                                + n(traffic.offline())
                                + " pushes + heartbeats");
        double bytes =
                ledger.line(
                        "bytes appended",
                        "B/s",
                        traffic.messages() * record
                                + reached.routed() * delivery
                                + notified
                                + heartbeats,
                        n(traffic.messages())
                                + " x "
                                + n(record)
                                + " B + "
                                + n(reached.routed())
                                + " x "
                                + n(delivery)
                                + " B + notifications "
                                + n(notified)
                                + " B/s + heartbeats "
                                + n(heartbeats)
                                + " B/s");
        double cpu =
                ledger.line(
                        "CPU",
                        "cores",
                        records * layout.replicas() * cpu(Cost.BROKER_RECORD),
                        n(records)
                                + " x "
                                + n(layout.replicas())
                                + " replicas x "
                                + us(Cost.BROKER_RECORD));
        double disk = disk(traffic, reached, record, delivery, notified, heartbeats);
        double reads = bytes * (layout.replicas() - 1) + 2 * bytes;
        double byNetwork =
                ledger.whole(
                        "by network",
                        "",
                        reads / machines.networkBytes(),
                        n(bytes)
                                + " B/s x ("
                                + n(layout.replicas() - 1)
                                + " replicas + 2 readers) / "
                                + n(machines.networkBytes())
                                + " B/s");
        double held =
                ledger.line(
                        "partition replicas",
                        "",
                        layout.replicas()
                                * (PARTITIONED_TOPICS * partitions + edges + layout.ownLogs()),
                        n(layout.replicas())
                                + " x ("
                                + n(PARTITIONED_TOPICS)
                                + " topics x "
                                + n(partitions)
                                + " + "
                                + n(edges)
                                + " slots + "
                                + n(layout.ownLogs())
                                + " own logs)");
        double byPartitions =
                ledger.whole(
                        "by partitions",
                        "",
                        held / layout.partitionReplicas(),
                        n(held) + " / " + n(layout.partitionReplicas()));
        double byCpu = ledger.whole("by CPU", "", cpu / machines.cpuSeconds(), perMachine(cpu));
        double byDisk = byDisk(disk);
        double most = Math.max(Math.max(byCpu, byDisk), Math.max(byNetwork, byPartitions));
        ledger.line(
                "brokers",
                "machines",
                Math.max(layout.replicas(), most),
                "the greatest of "
                        + n(byCpu)
                        + ", "
                        + n(byDisk)
                        + ", "
                        + n(byNetwork)
                        + ", "
                        + n(byPartitions)
                        + " and "
                        + n(layout.replicas())
                        + " replicas");
    }

    private double disk(
            Traffic traffic,
            Reached reached,
            double record,
            double delivery,
            double notified,
            double heartbeats) {
        double logs = demand.messagesPerSecond() * DAY * layout.logDays() * record;
        double passing =
                reached.routed() * delivery * 600
                        + heartbeats * HOUR
                        + 2 * notified / demand.peak() * DAY;
        return ledger.line(
                "disk",
                "B",
                (logs + passing) * layout.replicas(),
                "("
                        + n(demand.messagesPerSecond())
                        + "/s x "
                        + n(layout.logDays())
                        + " days x "
                        + n(record)
                        + " B + 10 min of deliveries, 1 h of heartbeats, 1 day of notifications and"
                        + " pushes "
                        + n(passing)
                        + " B) x "
                        + n(layout.replicas()));
    }

    private double byDisk(double bytes) {
        double each = machines.diskBytes() * machines.fullness();
        return ledger.whole("by disk", "", bytes / each, n(bytes) + " B / " + n(each) + " B");
    }

    private void sinks(Traffic traffic) {
        ledger.part("sink");
        double cpu =
                ledger.line(
                        "CPU",
                        "cores",
                        traffic.messages() * cpu(Cost.SINK_RECORD),
                        n(traffic.messages()) + " x " + us(Cost.SINK_RECORD));
        double each = machines.memoryBytes() * machines.fullness();
        double byMemory =
                ledger.whole(
                        "by memory",
                        "",
                        ids(traffic.messages()) / each,
                        n(traffic.messages())
                                + " x 3,600 s x "
                                + n(cost(Cost.KEPT_ID_BYTES))
                                + " B / "
                                + n(each)
                                + " B");
        double byCpu = ledger.whole("by CPU", "", cpu / machines.cpuSeconds(), perMachine(cpu));
        ledger.line(
                "sinks",
                "machines",
                Math.max(1, Math.max(byMemory, byCpu)),
                "the greatest of " + n(byMemory) + ", " + n(byCpu) + " and 1");
    }

    private void store(Traffic traffic) {
        ledger.part("store");
        double cpu =
                ledger.line(
                        "CPU",
                        "cores",
                        traffic.messages() * layout.replicas() * cpu(Cost.STORE_MESSAGE),
                        n(traffic.messages())
                                + " x "
                                + n(layout.replicas())
                                + " replicas x "
                                + us(Cost.STORE_MESSAGE));
        double row = cost(Cost.ROW_BYTES) + demand.textBytes();
        double year =
                ledger.line(
                        "disk for a year",
                        "B",
                        demand.messagesPerSecond() * DAY * YEAR_DAYS * row * layout.replicas(),
                        n(demand.messagesPerSecond())
                                + "/s x 365 days x "
                                + n(row)
                                + " B x "
                                + n(layout.replicas()));
        double ids =
                ledger.line(
                        "disk for message ids",
                        "B",
                        demand.messagesPerSecond()
                                * DAY
                                * ID_DAYS
                                * cost(Cost.ID_ROW_BYTES)
                                * layout.replicas(),
                        n(demand.messagesPerSecond())
                                + "/s x 7 days x "
                                + n(cost(Cost.ID_ROW_BYTES))
                                + " B x "
                                + n(layout.replicas()));
        double byCpu = ledger.whole("by CPU", "", cpu / machines.cpuSeconds(), perMachine(cpu));
        double byDisk = byDisk(year + ids);
        ledger.line(
                "store nodes for the first year",
                "machines",
                Math.max(layout.replicas(), Math.max(byCpu, byDisk)),
                "the greatest of "
                        + n(byCpu)
                        + ", "
                        + n(byDisk)
                        + " and "
                        + n(layout.replicas())
                        + " replicas; every year "
                        + n(byDisk)
                        + " more for its disk");
    }

    private void push(Traffic traffic) {
        ledger.part("push");
        double cpu =
                ledger.line(
                        "CPU",
                        "cores",
                        traffic.offline() * cpu(Cost.NOTIFICATION),
                        n(traffic.offline()) + " pushes x " + us(Cost.NOTIFICATION));
        machines("push gateways", cpu);
    }

    private void api() {
        ledger.part("api");
        double requests =
                ledger.line(
                        "requests",
                        "1/s",
                        demand.dailyUsers() * demand.requests() / DAY * demand.peak(),
                        n(demand.dailyUsers())
                                + " x "
                                + n(demand.requests())
                                + " / 86,400 s x "
                                + n(demand.peak())
                                + " at peak");
        double cpu =
                ledger.line(
                        "CPU",
                        "cores",
                        requests * cpu(Cost.API_REQUEST),
                        n(requests) + " x " + us(Cost.API_REQUEST));
        machines("API servers", cpu);
    }

    private double bytesOut(Traffic traffic) {
        return traffic.deliveries()
                        * (cost(Cost.MESSAGE_BYTES) + demand.textBytes() + cost(Cost.PACKET_BYTES))
                + traffic.messages() * (cost(Cost.SENT_BYTES) + cost(Cost.PACKET_BYTES))
                + pings(traffic) * (cost(Cost.PING_BYTES) + cost(Cost.PACKET_BYTES));
    }

    private void network(Traffic traffic) {
        ledger.part("network");
        double send = cost(Cost.SEND_BYTES) + demand.textBytes() + cost(Cost.PACKET_BYTES);
        double ping = cost(Cost.PING_BYTES) + cost(Cost.PACKET_BYTES);
        double pings = pings(traffic);
        ledger.line(
                "from clients",
                "B/s",
                traffic.messages() * send + pings * ping,
                n(traffic.messages())
                        + " x "
                        + n(send)
                        + " B + "
                        + n(pings)
                        + " pings x "
                        + n(ping)
                        + " B");
        double message = cost(Cost.MESSAGE_BYTES) + demand.textBytes() + cost(Cost.PACKET_BYTES);
        double sent = cost(Cost.SENT_BYTES) + cost(Cost.PACKET_BYTES);
        ledger.line(
                "to clients",
                "B/s",
                bytesOut(traffic),
                n(traffic.deliveries())
                        + " x "
                        + n(message)
                        + " B + "
                        + n(traffic.messages())
                        + " x "
                        + n(sent)
                        + " B + "
                        + n(pings)
                        + " pongs x "
                        + n(ping)
                        + " B");
    }

    private void total() {
        List<Line> each = ledger.lines().stream().filter(l -> l.unit().equals("machines")).toList();
        ledger.part("all");
        ledger.line(
                "all",
                "machines",
                each.stream().mapToDouble(Line::value).sum(),
                each.stream().map(line -> n(line.value())).collect(Collectors.joining(" + ")));
    }

    private void machines(String name, double cpu) {
        ledger.whole(name, "machines", Math.max(1, cpu / machines.cpuSeconds()), perMachine(cpu));
    }

    private String perMachine(double cpu) {
        return n(cpu) + " cores / (" + n(machines.cores()) + " x " + n(machines.fullness()) + ")";
    }

    private String us(Cost cost) {
        String factor = machines.slower() == 1 ? "" : " x " + n(machines.slower());
        return n(cost(cost)) + " us" + factor;
    }
}
