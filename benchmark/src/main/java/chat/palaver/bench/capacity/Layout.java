package chat.palaver.bench.capacity;

/**
 * How the system is set up.
 *
 * @param replicas of each record and each row, 1 or more
 * @param logDays how long the shared logs are kept
 * @param presenceSeconds between two heartbeats of an edge
 * @param pingSeconds between two pings of a client
 * @param ownLogMembers from how many members on a channel has a log of its own
 * @param ownLogs how many channels have
 * @param partitionReplicas most of one broker
 */
public record Layout(
        double replicas,
        double logDays,
        double presenceSeconds,
        double pingSeconds,
        double ownLogMembers,
        double ownLogs,
        double partitionReplicas) {
    public Layout {
        Check.atLeast("--replicas", 1, replicas);
        Check.above("--log-days", 0, logDays);
        Check.above("--presence-seconds", 0, presenceSeconds);
        Check.above("--ping-seconds", 0, pingSeconds);
        Check.atLeast("--own-log-members", 2, ownLogMembers);
        Check.atLeast("--own-logs", 0, ownLogs);
        Check.atLeast("--partitions-per-broker", 1, partitionReplicas);
    }

    boolean isOwn(ChannelSize size) {
        return size.members() >= ownLogMembers;
    }
}
