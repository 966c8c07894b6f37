package chat.palaver.bench.worker;

/**
 * A way for messages to be sent.
 *
 * @param seat index among the worker's seats
 * @param channel that it sends to
 */
public record Lane(int seat, String channel) {}
