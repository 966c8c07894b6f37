package chat.palaver.process;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * One request and one answer in a server's own protocol. An open port says only that a process has
 * bound it; both Kafka and Cassandra bind early and answer late.
 */
final class Handshake {
    private static final int TIMEOUT_MILLIS = 2_000;

    /** Whether an answer, read from its start, is the one of a server that accepts work. */
    @FunctionalInterface
    interface Answer {
        boolean isGood(DataInputStream in) throws IOException;
    }

    private Handshake() {}

    static boolean succeeds(String host, int port, byte[] request, Answer answer) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request);
            return answer.isGood(new DataInputStream(socket.getInputStream()));
        } catch (IOException e) {
            return false;
        }
    }
}
