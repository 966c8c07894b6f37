package chat.palaver.testkit;

/** A server the tests of one JVM share: where it is, and how it ends with the last of them. */
interface Server extends AutoCloseable {
    /** The address clients are given: {@code host:port}. */
    String address();

    @Override
    void close();

    /** One that somebody else has started and will end. */
    static Server elsewhere(String address) {
        return new Server() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public void close() {}
        };
    }
}
