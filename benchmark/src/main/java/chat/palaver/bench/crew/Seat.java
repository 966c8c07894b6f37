package chat.palaver.bench.crew;

/** Where a seat is: which worker has it, and under which index. */
public record Seat(int worker, int index) {}
