package chat.palaver.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.process.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PreflightTest {
    @Test
    void namesThePortThatIsTakenAndWhatForItIsNeeded() throws Exception {
        int port = Ports.free(1).get(0);
        Plan plan = new Plan(Math.min(port, 60_000), 1, 1, 1, false);
        try (ServerSocket taken =
                new ServerSocket(plan.edgePort(1), 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> new Preflight(plan).check())
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining(taken.getLocalPort() + " (edge-1 WebSocket)")
                    .hasMessageContaining("--port-base");
        }
    }

    @Test
    void saysHowMuchMemoryIsMissing() {
        assertThatThrownBy(() -> Preflight.refuseWithout(2000, OptionalLong.of(1999)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("2000 MB")
                .hasMessageContaining("1999 MB");
        assertThatCode(() -> Preflight.refuseWithout(2000, OptionalLong.of(2000)))
                .doesNotThrowAnyException();
        assertThatCode(() -> Preflight.refuseWithout(2000, OptionalLong.empty()))
                .doesNotThrowAnyException();
    }
}
