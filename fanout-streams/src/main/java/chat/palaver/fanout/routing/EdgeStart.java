package chat.palaver.fanout.routing;

/**
 * One start of an edge. Interest belongs to a start and not to an edge id, so that what a former
 * process of the same id still has under way can neither take from its successor nor give to it.
 *
 * @param incarnation a later start of an edge has a greater one
 */
public record EdgeStart(String edge, long incarnation) {
    boolean follows(EdgeStart other) {
        return edge.equals(other.edge) && incarnation > other.incarnation;
    }
}
