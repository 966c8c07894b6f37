package chat.palaver.client.chat;

/** The state of a session's connection, for its user to see. */
public enum ConnectionState {
    /** Looking for an edge. */
    CONNECTING,
    /** Welcomed by an edge. */
    ONLINE,
    /** Waiting before the next attempt. */
    WAITING,
    /** The login is no longer good; a final state. */
    LOGGED_OUT,
    /** Closed by the application; a final state. */
    CLOSED;

    public boolean isFinal() {
        return this == LOGGED_OUT || this == CLOSED;
    }
}
