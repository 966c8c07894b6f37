package chat.palaver.bench.scenario;

import java.util.Map;

/**
 * What the parts can do bare, measured in the same run on the same machine: what a system made of
 * them can be compared with, wherever it runs.
 *
 * @param values by name; milliseconds for times, microseconds of CPU for costs, 1/s for rates
 */
public record Limits(Map<String, Double> values) {
    public static final String ECHO_P50 = "WebSocket echo p50";
    public static final String ECHO_P99 = "WebSocket echo p99";
    public static final String SEND_CPU = "bare fan-out send CPU";
    public static final String ONE_HOP_P50 = "one Kafka hop p50";
    public static final String ONE_HOP_P99 = "one Kafka hop p99";
    public static final String TWO_HOPS_P50 = "two Kafka hops p50";
    public static final String TWO_HOPS_P99 = "two Kafka hops p99";
    public static final String WRITE_P50 = "CQL write p50";
    public static final String WRITE_P99 = "CQL write p99";
    public static final String READ_P50 = "CQL page read p50";
    public static final String WRITES = "CQL writes/s";

    public Limits {
        values = Map.copyOf(values);
    }

    /** Nothing was measured. */
    public static Limits none() {
        return new Limits(Map.of());
    }

    /** The value; NaN if it was not measured. */
    public double value(String name) {
        return values.getOrDefault(name, Double.NaN);
    }
}
