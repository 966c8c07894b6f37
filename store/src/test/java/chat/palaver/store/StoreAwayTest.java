package chat.palaver.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.store.StoreUnavailable.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoreAwayTest {
    @Test
    void givesUpAtTheDeadlineAndSaysWhereItLooked() throws IOException {
        String nobody = "127.0.0.1:" + unusedPort();
        StoreSettings settings = StoreSettings.of(List.of(nobody), "datacenter1", "palaver", 1);

        assertThatThrownBy(() -> Store.open(settings, Duration.ofMillis(300)))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining(nobody)
                .extracting(e -> ((StoreUnavailable) e).reason())
                .isEqualTo(Reason.UNREACHABLE);
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
