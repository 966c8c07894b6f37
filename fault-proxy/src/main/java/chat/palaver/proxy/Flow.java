package chat.palaver.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One direction of one connection: bytes wait here, in order, until they are due. What is held is
 * bounded; beyond that nothing more is read, and TCP slows the sender.
 */
final class Flow {
    /** Together with {@link #BUFFER} the most that one direction of a connection holds. */
    static final int LIMIT = 1024 * 1024;

    private static final int BUFFER = 32 * 1024;

    /** Bytes, or none for the end of the stream, and when they may go on. */
    private record Piece(ByteBuffer bytes, long due) {}

    private final LinkSwitch link;
    private final Direction direction;
    private final SocketChannel source;
    private final SocketChannel sink;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final Queue<Piece> pieces = new ArrayDeque<>();
    private int held;
    private boolean endRead;
    private boolean ended;
    private boolean blocked;
    private long lastDue;

    Flow(LinkSwitch link, Direction direction, SocketChannel source, SocketChannel sink) {
        this.link = link;
        this.direction = direction;
        this.source = source;
        this.sink = sink;
        this.lastDue = System.nanoTime();
    }

    /** Whether there is room and permission to read more. */
    boolean wantsRead() {
        return !endRead && held < LIMIT && !link.mode().holds(direction);
    }

    /** Whether the sink took less than it could have been given. */
    boolean wantsWrite() {
        return blocked && !link.mode().holds(direction);
    }

    /** Whether the end of the stream has been passed on. */
    boolean ended() {
        return ended;
    }

    /** Takes what the source has, once. */
    void read(long now) throws IOException {
        buffer.clear();
        int count = source.read(buffer);
        if (count == 0) {
            return;
        }
        // Later pieces never overtake, whatever the jitter.
        long due = now + link.delayNanos();
        lastDue = due - lastDue > 0 ? due : lastDue;
        if (count < 0) {
            endRead = true;
            pieces.add(new Piece(ByteBuffer.allocate(0), lastDue));
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(count);
        bytes.put(buffer.flip()).flip();
        pieces.add(new Piece(bytes, lastDue));
        held += count;
    }

    /**
     * Passes on what is due.
     *
     * @return when to call again; now or earlier if only readiness is waited for
     */
    long write(long now) throws IOException {
        blocked = false;
        while (!pieces.isEmpty() && !link.mode().holds(direction)) {
            Piece head = pieces.element();
            long next = later(head.due, link.pace(direction).freeAt(now));
            if (next - now > 0) {
                return next;
            }
            if (head.bytes.hasRemaining() && !pass(head.bytes, now)) {
                blocked = true;
                return now;
            }
            if (!head.bytes.hasRemaining()) {
                pieces.remove();
                if (head.bytes.capacity() == 0) {
                    sink.shutdownOutput();
                    ended = true;
                }
            }
        }
        return now;
    }

    /** False when the sink takes no more for now. */
    private boolean pass(ByteBuffer bytes, long now) throws IOException {
        long allowed = Pace.piece(link.mode().bytesEachSecond());
        int end = bytes.limit();
        bytes.limit((int) Math.min(end, bytes.position() + allowed));
        int wanted = bytes.remaining();
        int count = sink.write(bytes);
        bytes.limit(end);
        held -= count;
        link.passed(direction, count, now);
        return count == wanted;
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }
}
