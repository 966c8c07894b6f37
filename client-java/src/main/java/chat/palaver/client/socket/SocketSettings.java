package chat.palaver.client.socket;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a {@link SocketPool}.
 *
 * @param threads the most threads all connections share; at least 4
 * @param connectTimeout for TCP and the upgrade, each
 * @param largestFrame bytes of the longest frame accepted; the protocol's longest text, fully
 *     escaped, needs 1,310,720
 * @param outgoingFrames frames waiting to be written on one connection before it is aborted
 * @param localAddress the address to connect from, for those who need more ports than one has
 */
public record SocketSettings(
        int threads,
        Duration connectTimeout,
        int largestFrame,
        int outgoingFrames,
        Optional<InetAddress> localAddress) {
    private static final int FEWEST_THREADS = 4;

    public SocketSettings {
        if (threads < FEWEST_THREADS) {
            throw new IllegalArgumentException(
                    "at least " + FEWEST_THREADS + " threads are needed");
        }
        if (largestFrame < 1 || outgoingFrames < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    public static SocketSettings defaults() {
        return new SocketSettings(
                8, Duration.ofSeconds(5), 2 * 1024 * 1024, 4096, Optional.empty());
    }

    public SocketSettings withThreads(int count) {
        return new SocketSettings(
                count, connectTimeout, largestFrame, outgoingFrames, localAddress);
    }

    public SocketSettings withOutgoingFrames(int count) {
        return new SocketSettings(threads, connectTimeout, largestFrame, count, localAddress);
    }

    public SocketSettings withLocalAddress(InetAddress address) {
        return new SocketSettings(
                threads, connectTimeout, largestFrame, outgoingFrames, Optional.of(address));
    }
}
