package chat.palaver.client.api;

/** Where an application keeps its login over restarts. */
@FunctionalInterface
public interface TokenStore {
    /** Keeps nothing. */
    TokenStore NONE = tokens -> {};

    /**
     * Called with every new pair before it is used: the pair it replaces is not good any more, so
     * an application that loses the new one has to log in again.
     */
    void save(Tokens tokens);
}
