package chat.palaver.bench.target;

import java.util.List;

/** Makes people. Each scenario has its own, so that none inherits the channels of another. */
public interface People extends AutoCloseable {
    /**
     * So many new ones, each with an account and a device of its own; or fewer, if they are dear:
     * then several connections must share one.
     */
    List<Person> make(int count);

    @Override
    void close();
}
