package chat.palaver.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection that came in and the one that was opened for it, with a flow each way. */
final class Connection {
    private final LinkSwitch link;
    private final EventLoop loop;
    private final SocketChannel client;
    private final SocketChannel target;
    private final Flow forth;
    private final Flow back;
    private SelectionKey clientKey;
    private SelectionKey targetKey;
    private boolean connected;
    private boolean failed;
    private boolean closed;
    private long wakeAt;
    private boolean wakes;

    private Connection(
            LinkSwitch link, EventLoop loop, SocketChannel client, SocketChannel target) {
        this.link = link;
        this.loop = loop;
        this.client = client;
        this.target = target;
        this.forth = new Flow(link, Direction.FORTH, client, target);
        this.back = new Flow(link, Direction.BACK, target, client);
    }

    /** Takes a connection that has come in and starts to connect it to the link's target. */
    static void open(LinkSwitch link, EventLoop loop, SocketChannel client) throws IOException {
        SocketChannel target = SocketChannel.open();
        try {
            for (SocketChannel each : new SocketChannel[] {client, target}) {
                each.configureBlocking(false);
                each.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            Connection connection = new Connection(link, loop, client, target);
            connection.register(loop.selector());
        } catch (IOException e) {
            target.close();
            throw e;
        }
    }

    private void register(Selector selector) throws IOException {
        EventLoop.Handler onReady = key -> onReady();
        clientKey = client.register(selector, 0, onReady);
        targetKey = target.register(selector, SelectionKey.OP_CONNECT, onReady);
        link.onOpened(this);
        try {
            // On loopback this is often done, or refused, at once.
            connected = target.connect(new InetSocketAddress("127.0.0.1", link.link().target()));
            advance();
        } catch (IOException e) {
            onFailure();
        }
    }

    private void onReady() {
        try {
            if (!connected) {
                connected = target.finishConnect();
            }
            long now = System.nanoTime();
            if (forth.wantsRead() && clientKey.isReadable()) {
                forth.read(now);
            }
            if (back.wantsRead() && targetKey.isReadable()) {
                back.read(now);
            }
            advance();
        } catch (IOException e) {
            onFailure();
        }
    }

    /** The link has another mode: what waited may go on, what went on may have to wait. */
    void onModeChanged() {
        if (failed && !holdsNews()) {
            abort();
        } else if (!failed) {
            advanceOrFail();
        }
    }

    private void onTimer(long at) {
        if (wakes && wakeAt == at) {
            wakes = false;
            advanceOrFail();
        }
    }

    private void advanceOrFail() {
        try {
            advance();
        } catch (IOException e) {
            onFailure();
        }
    }

    private void advance() throws IOException {
        if (closed || !connected || failed) {
            return;
        }
        long now = System.nanoTime();
        wake(forth.write(now), now);
        wake(back.write(now), now);
        if (forth.ended() && back.ended()) {
            close();
            return;
        }
        clientKey.interestOps(interest(forth.wantsRead(), back.wantsWrite()));
        targetKey.interestOps(interest(back.wantsRead(), forth.wantsWrite()));
    }

    private void wake(long at, long now) {
        if (at - now > 0 && !(wakes && wakeAt - at <= 0)) {
            wakes = true;
            wakeAt = at;
            loop.at(at, () -> onTimer(at));
        }
    }

    private static int interest(boolean read, boolean write) {
        return (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
    }

    /** One end is gone. The other learns it at once, unless the link keeps news from it. */
    private void onFailure() {
        if (closed) {
            return;
        }
        if (holdsNews()) {
            failed = true;
            for (SelectionKey key : new SelectionKey[] {clientKey, targetKey}) {
                // An end that could not be connected is closed already.
                if (key.isValid()) {
                    key.interestOps(0);
                }
            }
        } else {
            abort();
        }
    }

    private boolean holdsNews() {
        return link.mode().holds(Direction.FORTH) || link.mode().holds(Direction.BACK);
    }

    /** Resets both ends; what was on its way is lost. */
    void abort() {
        for (SocketChannel each : new SocketChannel[] {client, target}) {
            try {
                each.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // It is closed already, or was never connected.
            }
        }
        close();
    }

    private void close() {
        closed = true;
        for (SocketChannel each : new SocketChannel[] {client, target}) {
            try {
                each.close();
            } catch (IOException e) {
                // Gone either way.
            }
        }
        link.onClosed(this);
    }
}
