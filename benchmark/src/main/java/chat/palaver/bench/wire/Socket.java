package chat.palaver.bench.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One WebSocket of a load generator: no more than it takes to be a client, since what is measured
 * is the server, on the same processors. {@link #send} may be called from any thread, all else
 * belongs to the loop.
 */
public final class Socket {
    /** Given as the code when the connection broke without a close frame. */
    public static final int BROKEN = 1006;

    /** Given as the code when it never came to be. */
    public static final int REFUSED = -1;

    private static final int KEY_BYTES = 16;
    private static final int CODE_BYTES = 2;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String SWITCHING = "HTTP/1.1 101 ";

    private final SocketChannel channel;
    private final URI server;
    private final String subprotocol;
    private final SocketHandler handler;
    private final FrameReader frames = new FrameReader();
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private StringBuilder head = new StringBuilder();
    private SelectionKey key;
    private boolean open;
    private boolean over;

    private Socket(SocketChannel channel, URI server, String subprotocol, SocketHandler handler) {
        this.channel = channel;
        this.server = server;
        this.subprotocol = subprotocol;
        this.handler = handler;
    }

    static Socket connecting(
            URI server, InetAddress source, String subprotocol, SocketHandler handler)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(new InetSocketAddress(source, 0));
        channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        return new Socket(channel, server, subprotocol, handler);
    }

    SocketChannel channel() {
        return channel;
    }

    void registered(SelectionKey with) {
        key = with;
    }

    /** Whether frames may be sent. */
    public boolean isOpen() {
        return open && !over;
    }

    /** Sends a text; what the socket does not take now goes when it does. */
    public void send(byte[] text) {
        write(FrameBytes.masked(FrameBytes.TEXT, text, ThreadLocalRandom.current().nextInt()));
    }

    private synchronized void write(ByteBuffer bytes) {
        if (over) {
            return;
        }
        try {
            if (waiting.isEmpty()) {
                channel.write(bytes);
            }
            if (bytes.hasRemaining()) {
                waiting.addLast(bytes);
                key.interestOpsOr(SelectionKey.OP_WRITE);
                key.selector().wakeup();
            }
        } catch (IOException | java.nio.channels.CancelledKeyException e) {
            // The loop finds the same when it reads.
            waiting.clear();
        }
    }

    /** The socket takes bytes again. */
    synchronized void writable() throws IOException {
        while (!waiting.isEmpty()) {
            channel.write(waiting.peekFirst());
            if (waiting.peekFirst().hasRemaining()) {
                return;
            }
            waiting.removeFirst();
        }
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
    }

    /** The other side has answered the connect. */
    void connected() throws IOException {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        byte[] nonce = new byte[KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(nonce);
        String path = server.getRawPath();
        String request =
                "GET "
                        + path
                        + " HTTP/1.1\r\nHost: "
                        + server.getRawAuthority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
                        + Base64.getEncoder().encodeToString(nonce)
                        + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: "
                        + subprotocol
                        + END_OF_HEAD;
        write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Bytes have come. */
    void received(byte[] bytes, int length) {
        int from = open ? 0 : upgrade(bytes, length);
        if (open && from < length) {
            frames.read(bytes, from, length, this::frame);
        }
    }

    /** Reads the answer to the upgrade; the index behind it. */
    private int upgrade(byte[] bytes, int length) {
        int before = head.length();
        head.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
        int end = head.indexOf(END_OF_HEAD);
        if (end < 0) {
            return length;
        }
        if (!head.toString().startsWith(SWITCHING)) {
            finish(REFUSED, head.substring(0, head.indexOf("\r\n")));
            return length;
        }
        head = new StringBuilder(0);
        open = true;
        handler.opened(this);
        return end + END_OF_HEAD.length() - before;
    }

    private void frame(int opcode, byte[] bytes, int from, int to) {
        switch (opcode) {
            case FrameBytes.TEXT -> handler.text(bytes, from, to);
            case FrameBytes.PING -> {
                byte[] payload = Arrays.copyOfRange(bytes, from, to);
                write(FrameBytes.masked(FrameBytes.PONG, payload, 0));
            }
            case FrameBytes.CLOSE -> closing(bytes, from, to);
            default -> {
                // A pong: heard is heard.
            }
        }
    }

    private void closing(byte[] bytes, int from, int to) {
        int code =
                to - from < CODE_BYTES
                        ? BROKEN
                        : ((bytes[from] & 0xFF) << 8) | (bytes[from + 1] & 0xFF);
        String reason =
                to - from <= CODE_BYTES
                        ? ""
                        : new String(
                                bytes,
                                from + CODE_BYTES,
                                to - from - CODE_BYTES,
                                StandardCharsets.UTF_8);
        finish(code, reason);
    }

    /** Cuts the connection, as a lost network does. */
    public void abort() {
        finish(BROKEN, "aborted");
    }

    void finish(int code, String reason) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            waiting.clear();
        }
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        handler.closed(open ? code : REFUSED, reason);
    }
}
