package chat.palaver.endtoend;

import org.junit.jupiter.api.Order;

/** Which test classes come after those that leave the system as it is. */
final class Sequence {
    static final int FAULTS = Order.DEFAULT + 1;
    static final int WHOLE = Order.DEFAULT + 2;

    private Sequence() {}
}
