package chat.palaver.kit.kafka;

/** How the instances of a Streams application agree on who has which task. */
public enum GroupProtocol {
    /** A leader among them decides; time-outs are the clients' own. */
    CLASSIC,
    /**
     * The broker decides; time-outs are settings of the group. A group's topology cannot change,
     * and it cannot be one that still has members of the other protocol.
     */
    STREAMS
}
