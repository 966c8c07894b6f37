package chat.palaver.edge.feed;

/**
 * One session, as feeds see it. Equality is identity.
 *
 * @param id session id
 * @param user user id
 * @param device device id
 * @param sink where its frames go
 * @param resume where it wants to go on
 */
public record Subscriber(
        String id, String user, String device, FrameSink sink, ResumePoints resume) {
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
