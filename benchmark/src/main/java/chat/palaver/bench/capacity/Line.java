package chat.palaver.bench.capacity;

/**
 * One step of the arithmetic.
 *
 * @param part of the system
 * @param name what is computed
 * @param value of it
 * @param unit of it
 * @param formula how, with the numbers
 */
public record Line(String part, String name, double value, String unit, String formula) {}
