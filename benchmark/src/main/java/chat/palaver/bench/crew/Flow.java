package chat.palaver.bench.crew;

/** A seat that sends to a channel. */
public record Flow(Seat seat, String channel) {}
