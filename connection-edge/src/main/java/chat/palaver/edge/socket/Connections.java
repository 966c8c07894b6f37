package chat.palaver.edge.socket;

import chat.palaver.edge.feed.FrameSink;

/** Who takes the frames of connections. Called on Jetty's threads. */
public interface Connections {
    /** A connection is open. */
    Connection opened(FrameSink sink);

    /** One connection's incoming side. */
    interface Connection {
        /** A text frame. The next is not read before {@code done} has run. */
        void text(String frame, Runnable done);

        /** Longest message it may send now, in bytes. */
        int mostBytes();

        /** A sign of life that is no message: a control frame. */
        void heard();

        /** A frame that is no text: binary, or not UTF-8. */
        void malformed();

        /** The connection is gone, or is being closed from this side: nothing more counts. */
        void closed();
    }
}
