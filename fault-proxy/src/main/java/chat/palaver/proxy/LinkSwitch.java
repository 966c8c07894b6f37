package chat.palaver.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One link: its listening port, its connections, and how it behaves. On the loop's thread only. */
final class LinkSwitch {
    /** More at once are turned away. */
    static final int MAX_CONNECTIONS = 4_096;

    private static final int BACKLOG = 1_024;

    private final Link link;
    private final EventLoop loop;
    private final Random random;
    private final Pace paceForth = new Pace();
    private final Pace paceBack = new Pace();
    private final Set<Connection> connections = new HashSet<>();
    private Mode mode = Mode.open();
    private ServerSocketChannel listener;
    private long accepted;
    private long forth;
    private long back;

    LinkSwitch(Link link, EventLoop loop, Random random) {
        this.link = link;
        this.loop = loop;
        this.random = random;
    }

    Link link() {
        return link;
    }

    Mode mode() {
        return mode;
    }

    LinkState state() {
        return new LinkState(link, mode.text(), connections.size(), accepted, forth, back);
    }

    void listen() throws IOException {
        if (listener != null) {
            return;
        }
        ServerSocketChannel opened = ServerSocketChannel.open();
        try {
            opened.configureBlocking(false);
            opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            opened.bind(new InetSocketAddress("127.0.0.1", link.port()), BACKLOG);
            EventLoop.Handler onReady = key -> onAcceptable();
            opened.register(loop.selector(), SelectionKey.OP_ACCEPT, onReady);
            listener = opened;
        } catch (IOException e) {
            opened.close();
            throw new IOException(link.name() + ": port " + link.port() + ": " + e.getMessage(), e);
        }
    }

    private void onAcceptable() {
        try {
            SocketChannel client = listener.accept();
            if (client == null) {
                return;
            }
            if (connections.size() >= MAX_CONNECTIONS) {
                client.close();
                return;
            }
            accept(client);
        } catch (IOException e) {
            // Who connected is gone again, or there are no more descriptors: the next one may fare
            // better.
        }
    }

    private void accept(SocketChannel client) throws IOException {
        accepted++;
        try {
            Connection.open(this, loop, client);
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /** From the connection itself, before it moves a byte. */
    void onOpened(Connection connection) {
        connections.add(connection);
    }

    /** From the connection itself. */
    void onClosed(Connection connection) {
        connections.remove(connection);
    }

    /** From now on it behaves so; returns when it does. */
    void become(Mode next) throws IOException {
        mode = next;
        paceForth.clear();
        paceBack.clear();
        if (next instanceof Mode.Cut) {
            close();
            return;
        }
        listen();
        List.copyOf(connections).forEach(Connection::onModeChanged);
    }

    /** Resets every connection there is now. */
    void reset() {
        List.copyOf(connections).forEach(Connection::abort);
    }

    void close() throws IOException {
        if (listener != null) {
            listener.close();
            // A closed channel holds its port until the selector has let go of it.
            loop.selector().selectNow();
            listener = null;
        }
        reset();
    }

    long delayNanos() {
        return mode.delayNanos(random);
    }

    Pace pace(Direction direction) {
        return direction == Direction.FORTH ? paceForth : paceBack;
    }

    void passed(Direction direction, int bytes, long now) {
        if (direction == Direction.FORTH) {
            forth += bytes;
        } else {
            back += bytes;
        }
        if (mode.bytesEachSecond() < Long.MAX_VALUE) {
            pace(direction).passed(bytes, mode.bytesEachSecond(), now);
        }
    }
}
