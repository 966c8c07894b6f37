package chat.palaver.bench.crew;

/**
 * A line somebody says.
 *
 * @param dueMicros from the epoch of the run
 * @param flow index of the flow it is sent by
 */
public record Line(long dueMicros, int flow, String text) {}
