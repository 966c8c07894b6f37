package chat.palaver.check.nemesis;

/** What a process can be sent, by the name {@code kill} knows. */
public enum Signal {
    /** Ends it at once. */
    KILL,
    /** Asks it to end. */
    TERM,
    /** It does nothing from now on, and does not know it. */
    STOP,
    /** It goes on. */
    CONT
}
