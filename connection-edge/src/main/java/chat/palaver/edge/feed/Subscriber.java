package chat.palaver.edge.feed;

/**
 * One session, as feeds see it. Equality is identity.
 *
 * @param id session id
 * @param user user id
 * @param device device id
 * @param sink where its frames go
 */
public record Subscriber(String id, String user, String device, FrameSink sink) {
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
