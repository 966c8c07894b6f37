package chat.palaver.client.socket;

import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * A Jetty session behind {@link FrameSocket}. Public only because Jetty looks the endpoint's
 * methods up by reflection.
 */
public final class JettySocket implements FrameSocket, Session.Listener {
    private final SocketListener listener;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Session session;

    JettySocket(SocketListener listener) {
        this.listener = listener;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        listener.onOpen(this);
    }

    @Override
    public void onWebSocketText(String text) {
        listener.onFrame(new Frame(text, System.nanoTime()));
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        if (closed.compareAndSet(false, true)) {
            listener.onClosed(new CloseReason(code, reason));
        }
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        // Jetty reports the close itself afterwards.
    }

    @Override
    public void send(String text) {
        session.sendText(text, Callback.from(() -> {}, failure -> abort()));
    }

    @Override
    public void demand() {
        if (session.isOpen()) {
            session.demand();
        }
    }

    @Override
    public void close(int code, String reason) {
        session.close(code, reason, Callback.NOOP);
    }

    @Override
    public void abort() {
        session.disconnect();
    }
}
