package chat.palaver.bench.capacity;

import picocli.CommandLine.Option;

/** How it is set up, and on what machines. */
final class SystemOptions {
    private static final double GIBIBYTE = 1L << 30;
    private static final double GIGABIT = 1e9;
    private static final double TERABYTE = 1e12;

    @Option(names = "--replicas", defaultValue = "3", description = "of each record and each row")
    private double replicas;

    @Option(names = "--log-days", defaultValue = "7", description = "that shared logs are kept")
    private double logDays;

    @Option(
            names = "--presence-seconds",
            defaultValue = "5",
            description = "between two heartbeats of an edge")
    private double presenceSeconds;

    @Option(
            names = "--ping-seconds",
            defaultValue = "20",
            description = "between two pings of a client")
    private double pingSeconds;

    @Option(
            names = "--own-log-members",
            defaultValue = "500",
            description = "from how many members on a channel has its own log")
    private double ownLogMembers;

    @Option(names = "--own-logs", defaultValue = "10000", description = "channels that have one")
    private double ownLogs;

    @Option(
            names = "--partitions-per-broker",
            defaultValue = "4000",
            description = "replicas of partitions on one broker, at most")
    private double partitionReplicas;

    @Option(names = "--cores", defaultValue = "16", description = "of a machine")
    private double cores;

    @Option(names = "--memory-gib", defaultValue = "64", description = "of a machine")
    private double memoryGib;

    @Option(names = "--network-gbit", defaultValue = "10", description = "of a machine, each way")
    private double networkGbit;

    @Option(names = "--disk-tb", defaultValue = "8", description = "of a broker or store node")
    private double diskTb;

    @Option(
            names = "--fullness",
            defaultValue = "0.5",
            description = "part of a machine that is used at peak")
    private double fullness;

    @Option(
            names = "--connections-per-edge",
            defaultValue = "50000",
            description = "at most: so many come again when one is gone")
    private double connections;

    @Option(
            names = "--cpu-factor",
            defaultValue = "1",
            description = "times the measured CPU that a thing costs there")
    private double cpuFactor;

    Layout layout() {
        return new Layout(
                replicas,
                logDays,
                presenceSeconds,
                pingSeconds,
                ownLogMembers,
                ownLogs,
                partitionReplicas);
    }

    Machines machines() {
        return new Machines(
                cores,
                memoryGib * GIBIBYTE,
                networkGbit * GIGABIT,
                diskTb * TERABYTE,
                fullness,
                connections,
                cpuFactor);
    }
}
