package chat.palaver.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sockets through a real proxy. */
@Timeout(60)
final class FaultProxyTest {
    private static final int QUIET_MILLIS = 150;

    private final List<Socket> sockets = new ArrayList<>();
    private ServerSocket server;
    private Link link;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        link = new Link("edge-1", "kafka-1", freePort(), server.getLocalPort());
        proxy = FaultProxy.start(List.of(link), 1);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        proxy.close();
        server.close();
    }

    @Test
    void passesEverythingUnchangedBothWaysAndTheEndToo() throws Exception {
        Pair pair = connect();
        byte[] forth = bytes(3_000_000, 1);
        byte[] back = bytes(2_000_000, 2);
        CompletableFuture<byte[]> atServer = readAll(pair.server);
        CompletableFuture<byte[]> atClient = readAll(pair.client);

        writeAndEnd(pair.client, forth);
        writeAndEnd(pair.server, back);

        assertThat(Arrays.equals(atServer.get(), forth)).isTrue();
        assertThat(Arrays.equals(atClient.get(), back)).isTrue();
        await().until(() -> state().connections() == 0);
        assertThat(state().forth()).isEqualTo(forth.length);
        assertThat(state().back()).isEqualTo(back.length);
    }

    @Test
    void oneEndMayStopSendingWhileTheOtherGoesOn() throws Exception {
        Pair pair = connect();
        pair.client.shutdownOutput();
        assertThat(pair.server.getInputStream().read()).isEqualTo(-1);

        pair.server.getOutputStream().write(7);

        assertThat(pair.client.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void aCutResetsAndRefusesUntilItIsHealed() throws Exception {
        Pair pair = connect();

        proxy.set(link, Mode.cut());

        assertReset(pair.client);
        assertReset(pair.server);
        assertThatThrownBy(() -> new Socket("127.0.0.1", link.port()))
                .isInstanceOf(ConnectException.class);
        proxy.set(link, Mode.open());
        assertEcho(connect());
    }

    @Test
    void aResetIsOnceAndNewConnectionsAreGood() throws Exception {
        Pair pair = connect();

        proxy.reset(link);

        assertReset(pair.client);
        assertReset(pair.server);
        assertEcho(connect());
    }

    @Test
    void aHalfOpenLinkMovesNothingAndDeliversWhenItIsHealed() throws Exception {
        Pair pair = connect();
        proxy.set(link, Mode.parse("half-open both"));

        pair.client.getOutputStream().write(1);
        pair.server.getOutputStream().write(2);

        assertQuiet(pair.server);
        assertQuiet(pair.client);
        proxy.set(link, Mode.open());
        assertThat(pair.server.getInputStream().read()).isEqualTo(1);
        assertThat(pair.client.getInputStream().read()).isEqualTo(2);
    }

    @Test
    void aHalfOpenLinkMayHoldOneDirectionOnly() throws Exception {
        Pair pair = connect();
        proxy.set(link, Mode.parse("half-open back"));

        pair.client.getOutputStream().write(1);
        pair.server.getOutputStream().write(2);

        assertThat(pair.server.getInputStream().read()).isEqualTo(1);
        assertQuiet(pair.client);
    }

    @Test
    void aHalfOpenLinkTellsNobodyThatTheOtherEndIsGone() throws Exception {
        Pair pair = connect();
        proxy.set(link, Mode.parse("half-open both"));

        pair.server.setSoLinger(true, 0);
        pair.server.close();

        assertQuiet(pair.client);
        proxy.set(link, Mode.open());
        assertReset(pair.client);
    }

    @Test
    void aHalfOpenLinkAcceptsThoughNobodyIsThere() throws Exception {
        server.close();
        proxy.set(link, Mode.parse("half-open both"));

        Socket client = track(new Socket("127.0.0.1", link.port()));

        assertQuiet(client);
        proxy.set(link, Mode.open());
        assertReset(client);
    }

    @Test
    void whoIsConnectedToNobodyIsReset() throws Exception {
        server.close();

        assertReset(track(new Socket("127.0.0.1", link.port())));
    }

    @Test
    void aDelayIsKeptEachWayAndTheOrderToo() throws Exception {
        Pair pair = connect();
        proxy.set(link, Mode.parse("delay 100 50"));
        long start = System.nanoTime();
        byte[] sent = bytes(200, 3);
        for (byte each : sent) {
            pair.client.getOutputStream().write(each);
        }

        byte[] received = pair.server.getInputStream().readNBytes(sent.length);
        pair.server.getOutputStream().write(9);
        pair.client.getInputStream().read();

        assertThat(received).isEqualTo(sent);
        assertThat(millisSince(start)).isGreaterThanOrEqualTo(200);
    }

    @Test
    void aDelayDoesNotStretchWhatIsSentTogether() throws Exception {
        Pair pair = connect();
        proxy.set(link, Mode.parse("delay 200"));
        long start = System.nanoTime();

        writeAndEnd(pair.client, bytes(500_000, 4));

        assertThat(readAll(pair.server).get()).hasSize(500_000);
        // Sixteen reads of the proxy: one after the other they would take more than 3 s.
        assertThat(millisSince(start)).isBetween(200L, 2_000L);
    }

    @Test
    void aSlowLinkIsSharedByItsConnections() throws Exception {
        Pair one = connect();
        Pair other = connect();
        proxy.set(link, Mode.parse("slow 100000"));
        long start = System.nanoTime();
        CompletableFuture<byte[]> atOne = readAll(one.server);
        CompletableFuture<byte[]> atOther = readAll(other.server);

        writeAndEnd(one.client, bytes(30_000, 5));
        writeAndEnd(other.client, bytes(30_000, 6));

        assertThat(atOne.get()).hasSize(30_000);
        assertThat(atOther.get()).hasSize(30_000);
        assertThat(millisSince(start)).isGreaterThanOrEqualTo(500);
    }

    @Test
    void aSlowLinkThatIsHealedIsFastAtOnce() throws Exception {
        Pair pair = connect();
        proxy.set(link, Mode.parse("slow 1000"));
        CompletableFuture<byte[]> received = readAll(pair.server);
        writeAndEnd(pair.client, bytes(300_000, 7));
        await().until(() -> state().forth() > 0);

        proxy.set(link, Mode.open());

        assertThat(received.get(10, TimeUnit.SECONDS)).hasSize(300_000);
    }

    @Test
    void whoDoesNotReadStopsTheWriterAndMemoryIsBounded() throws Exception {
        Pair pair = connect();
        AtomicLong written = new AtomicLong();
        byte[] piece = new byte[64 * 1024];
        Thread writer =
                new Thread(
                        () -> {
                            try {
                                while (true) {
                                    pair.client.getOutputStream().write(piece);
                                    written.addAndGet(piece.length);
                                }
                            } catch (IOException e) {
                                // The test is over.
                            }
                        });
        writer.start();
        long most = awaitStandstill(written);
        // The kernel's buffers of two connections, and the proxy's one.
        assertThat(most).isLessThan(64L * 1024 * 1024);

        assertThat(pair.server.getInputStream().readNBytes((int) most)).hasSize((int) most);
        await().until(() -> written.get() > most);
        pair.client.close();
        writer.join();
    }

    @Test
    void aThousandConnectionsAreNoMatter() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            pairs.add(connect());
        }

        for (Pair pair : pairs) {
            assertEcho(pair);
        }

        assertThat(state().connections()).isEqualTo(1_000);
        proxy.reset(link);
        assertThat(state().connections()).isZero();
    }

    @Test
    void whoeverCutsAndHealsInAnyOrderAlwaysComesBackToAGoodLink() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> modes =
                List.of("open", "cut", "half-open forth", "half-open back", "delay 5 5", "slow 1");
        for (int i = 0; i < 200; i++) {
            proxy.set(link, Mode.parse(modes.get(random.nextInt(modes.size()))));
            if (random.nextBoolean()) {
                trySomething(random);
            }
        }
        proxy.set(link, Mode.open());
        proxy.reset(link);

        assertThat(state().connections()).as("seed %d", seed).isZero();
        drainBacklog();
        assertEcho(connect());
    }

    private void trySomething(Random random) {
        try {
            Socket socket = track(new Socket("127.0.0.1", link.port()));
            socket.getOutputStream().write(bytes(random.nextInt(10_000), 1));
            if (random.nextBoolean()) {
                socket.close();
            }
        } catch (IOException e) {
            // The link is cut just now.
        }
    }

    /** Connections nobody has taken: the next one accepted must be the one just made. */
    private void drainBacklog() throws IOException {
        server.setSoTimeout(QUIET_MILLIS);
        try {
            while (true) {
                track(server.accept());
            }
        } catch (SocketTimeoutException e) {
            server.setSoTimeout(0);
        }
    }

    private record Pair(Socket client, Socket server) {}

    private Pair connect() throws IOException {
        Socket client = track(new Socket());
        client.connect(new InetSocketAddress("127.0.0.1", link.port()));
        return new Pair(client, track(server.accept()));
    }

    private Socket track(Socket socket) throws IOException {
        sockets.add(socket);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private LinkState state() throws IOException {
        return proxy.states().get(0);
    }

    private static void assertEcho(Pair pair) throws IOException {
        pair.client.getOutputStream().write(5);
        assertThat(pair.server.getInputStream().read()).isEqualTo(5);
        pair.server.getOutputStream().write(6);
        assertThat(pair.client.getInputStream().read()).isEqualTo(6);
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private static void assertQuiet(Socket socket) throws IOException {
        socket.setSoTimeout(QUIET_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(10_000);
    }

    private static long awaitStandstill(AtomicLong written) {
        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(java.time.Duration.ofMillis(300))
                .until(() -> before.getAndSet(written.get()) == written.get());
        return written.get();
    }

    private static void writeAndEnd(Socket socket, byte[] bytes) {
        CompletableFuture.runAsync(
                () -> {
                    try {
                        socket.getOutputStream().write(bytes);
                        socket.shutdownOutput();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
    }

    private static CompletableFuture<byte[]> readAll(Socket socket) {
        CompletableFuture<byte[]> all = new CompletableFuture<>();
        Thread reader =
                new Thread(
                        () -> {
                            try (InputStream in = socket.getInputStream()) {
                                all.complete(in.readAllBytes());
                            } catch (IOException e) {
                                all.completeExceptionally(e);
                            }
                        });
        reader.start();
        return all;
    }

    private static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
