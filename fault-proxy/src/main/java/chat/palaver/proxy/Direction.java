package chat.palaver.proxy;

/** Which way bytes go through a link. */
public enum Direction {
    /** From the one who connected. */
    FORTH,
    /** To the one who connected. */
    BACK
}
