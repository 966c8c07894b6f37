package chat.palaver.bench.capacity;

/**
 * What it is to run on, and how full that may be.
 *
 * @param cores of a machine
 * @param memoryBytes of a machine
 * @param networkBits a second of a machine, in each direction
 * @param diskBytes of a machine that has disks
 * @param fullness part of any of these that is used at peak; the rest is head-room for a machine
 *     that is gone, and for what was not foreseen
 * @param connections most of one edge: so many come again at once when it is gone
 * @param slower how many times the CPU that was measured a thing costs on such a machine
 */
public record Machines(
        double cores,
        double memoryBytes,
        double networkBits,
        double diskBytes,
        double fullness,
        double connections,
        double slower) {
    public Machines {
        Check.atLeast("--cores", 1, cores);
        Check.above("--memory-gib", 0, memoryBytes);
        Check.above("--network-gbit", 0, networkBits);
        Check.above("--disk-tb", 0, diskBytes);
        Check.part("--fullness", fullness);
        Check.atLeast("--connections-per-edge", 1, connections);
        Check.above("--cpu-factor", 0, slower);
    }

    double cpuSeconds() {
        return cores * fullness;
    }

    double networkBytes() {
        return networkBits / 8 * fullness;
    }
}
