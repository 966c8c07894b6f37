package chat.palaver.kit;

/** A running part of Palaver, the same to a process of its own and to one shared by all. */
public interface Service extends AutoCloseable {
    /**
     * Returns when the service accepts work. What it cannot do without, it waits for here, with a
     * deadline. After an exception the caller closes it.
     */
    void start() throws Exception;

    /**
     * Drains and releases everything. Called once, also when {@link #start} failed half-way, on a
     * thread that is interrupted when the time limit has passed.
     */
    @Override
    void close() throws Exception;
}
