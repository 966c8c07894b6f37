package chat.palaver.fanout.routing;

import chat.palaver.schemas.proto.Delivery;

/**
 * A delivery with its address. The address is an explicit slot, never a hash: the edge says in its
 * interest where it reads.
 *
 * @param slot a partition of {@code deliveries}, or {@link #EVERY_SLOT}
 */
public record Dispatch(int slot, Delivery delivery) {
    /** For every edge there is, known or not. */
    public static final int EVERY_SLOT = -1;
}
