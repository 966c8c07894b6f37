package chat.palaver.bench.capacity;

/** Says which given value is impossible, and what would be possible. */
final class Check {
    private Check() {}

    static double atLeast(String name, double least, double value) {
        if (!(value >= least) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": " + least + " or more, not " + value);
        }
        return value;
    }

    static double above(String name, double bound, double value) {
        if (!(value > bound) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": more than " + bound + ", not " + value);
        }
        return value;
    }

    /** More than nothing and not more than all. */
    static double part(String name, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(name + ": above 0 and up to 1, not " + value);
        }
        return value;
    }
}
