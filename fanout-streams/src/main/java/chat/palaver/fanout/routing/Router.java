package chat.palaver.fanout.routing;

import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.DeliverySource;
import chat.palaver.schemas.proto.Forgotten;
import chat.palaver.schemas.proto.Interest;
import chat.palaver.schemas.proto.Routed;
import chat.palaver.schemas.proto.Signal;
import chat.palaver.schemas.proto.Started;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * One incarnation of one task: learns interest from the log and says to whom each record of it
 * goes. It knows nothing but what it has read since it was made; that is why {@link #started} must
 * be sent to every slot before anything else, and why every edge is then expected to ask again.
 *
 * <p>Whatever is dropped is said to the edge with {@code forgotten}: an edge that is not told would
 * believe itself live for ever. Not thread-safe.
 */
public final class Router {
    /**
     * The largest value that is routed, in bytes: what a record of {@code deliveries} (1 MiB) holds
     * beside the envelope. An edge is sent to the log for a larger one.
     */
    public static final int MOST_VALUE_BYTES = (1 << 20) - 4096;

    private final DeliverySource source;
    private final int partition;
    private final long incarnation;
    private final int slots;
    private final InterestTable table = new InterestTable();

    /**
     * @param incarnation positive, different for every start of every task
     * @param slots partitions of {@code deliveries}
     */
    public Router(DeliverySource source, int partition, long incarnation, int slots) {
        this.source = source;
        this.partition = partition;
        this.incarnation = incarnation;
        this.slots = slots;
    }

    /** Says to every edge that this incarnation knows nobody. */
    public Dispatch started() {
        Delivery delivery = envelope().setStarted(Started.getDefaultInstance()).build();
        return new Dispatch(Dispatch.EVERY_SLOT, delivery);
    }

    /**
     * Learns. Former starts of the same edge are dropped with the first word of a later one.
     *
     * @param nowMillis when it is learned, for {@link #forget}
     * @return who must be told that they are forgotten
     * @throws IllegalArgumentException if the interest names no edge or a slot that does not exist;
     *     nothing is changed then
     */
    public List<Dispatch> learn(Interest interest, long nowMillis) {
        check(interest);
        EdgeStart start = new EdgeStart(interest.getEdge(), interest.getIncarnation());
        if (!interest.getOn()) {
            table.off(start, interest, nowMillis);
            return List.of();
        }
        table.on(start, interest, nowMillis);
        List<EdgeLink> surplus = surplus();
        return drop(
                table.links().stream()
                        .filter(link -> start.follows(link.start()) || surplus.contains(link))
                        .toList());
    }

    /**
     * Addresses a record of the log to those who want its key, with their next numbers.
     *
     * @param value as it lies in the log; not copied, must not change afterwards
     */
    public List<Dispatch> route(String key, long offset, long timeMillis, byte[] value) {
        List<EdgeLink> wanting = table.linksOf(key);
        if (wanting.isEmpty()) {
            return List.of();
        }
        if (value.length > MOST_VALUE_BYTES) {
            return drop(List.copyOf(wanting));
        }
        ByteString bytes = UnsafeByteOperations.unsafeWrap(value);
        Routed routed =
                Routed.newBuilder()
                        .setKey(key)
                        .setOffset(offset)
                        .setTime(timeMillis)
                        .setValue(bytes)
                        .build();
        return wanting.stream().map(link -> numbered(link, routed)).toList();
    }

    /** Addresses what may be lost, without a number. */
    public List<Dispatch> signal(String key, Signal signal) {
        return table.linksOf(key).stream()
                .map(link -> new Dispatch(link.slot(), to(link).setSignal(signal).build()))
                .toList();
    }

    /**
     * Drops the links of edges that are gone.
     *
     * @param gone of a start of an edge and the time it was last heard of
     * @return who must be told
     */
    public List<Dispatch> forget(BiPredicate<EdgeStart, Long> gone) {
        return drop(
                table.links().stream()
                        .filter(link -> gone.test(link.start(), link.heardMillis()))
                        .toList());
    }

    /** How many starts of edges have a link. */
    public int links() {
        return table.links().size();
    }

    /** How many keys somebody wants. */
    public int keys() {
        return table.keys();
    }

    public long incarnation() {
        return incarnation;
    }

    private void check(Interest interest) {
        if (interest.getEdge().isEmpty()) {
            throw new IllegalArgumentException("interest of no edge");
        }
        if (interest.getSlot() < 0 || interest.getSlot() >= slots) {
            throw new IllegalArgumentException(
                    "slot "
                            + interest.getSlot()
                            + " of "
                            + slots
                            + ", asked by "
                            + interest.getEdge());
        }
    }

    private List<EdgeLink> surplus() {
        int over = Math.max(0, links() - InterestTable.MOST_LINKS);
        return over == 0 ? List.of() : table.links().stream().limit(over).toList();
    }

    private List<Dispatch> drop(List<EdgeLink> links) {
        links.forEach(table::remove);
        return links.stream().map(this::forgotten).toList();
    }

    private Dispatch forgotten(EdgeLink link) {
        Delivery delivery = to(link).setForgotten(Forgotten.getDefaultInstance()).build();
        return new Dispatch(link.slot(), delivery);
    }

    private Dispatch numbered(EdgeLink link, Routed routed) {
        Delivery delivery = to(link).setNumber(link.nextNumber()).setRouted(routed).build();
        return new Dispatch(link.slot(), delivery);
    }

    private Delivery.Builder to(EdgeLink link) {
        return envelope()
                .setEdge(link.start().edge())
                .setEdgeIncarnation(link.start().incarnation());
    }

    private Delivery.Builder envelope() {
        return Delivery.newBuilder()
                .setSource(source)
                .setPartition(partition)
                .setTaskIncarnation(incarnation);
    }
}
