package chat.palaver.bench.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerMainTest {
    private static final int CONNECTED_WITHIN_MILLIS = 60_000;

    /** As when the driver is killed: the load must not go on without it. */
    @Test
    void endsWithItsInputInTheMiddleOfAnOrder() throws Exception {
        Process worker =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                WorkerMain.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            deaf.setSoTimeout(CONNECTED_WITHIN_MILLIS);
            SeatPlan seat =
                    new SeatPlan(
                            "ws://127.0.0.1:" + deaf.getLocalPort() + "/v1/connect",
                            "127.0.0.2",
                            "token",
                            null,
                            false);
            Order lasting = new Order.Open(List.of(seat), 1, TimeUnit.HOURS.toMillis(1));
            String line = new ObjectMapper().writeValueAsString(lasting) + "\n";
            worker.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            worker.getOutputStream().flush();
            try (Socket begun = deaf.accept()) {
                assertThat(begun.isConnected()).isTrue();

                worker.getOutputStream().close();

                assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            worker.destroyForcibly();
        }
    }
}
