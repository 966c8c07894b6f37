package chat.palaver.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlPortTest {
    private FaultProxy proxy;
    private ControlPort control;
    private ProxyClient client;

    @BeforeEach
    void start() throws IOException {
        proxy =
                FaultProxy.start(
                        List.of(
                                new Link("edge-1", "kafka-1", freePort(), 1),
                                new Link("edge-1", "cassandra", freePort(), 1),
                                new Link("edge-2", "kafka-1", freePort(), 1)),
                        1);
        control = ControlPort.open(proxy, 0);
        client = new ProxyClient("127.0.0.1:" + control.port());
    }

    @AfterEach
    void stop() throws IOException {
        control.close();
        proxy.close();
    }

    @Test
    void setsOneLinkOrAllOfAProcess() throws Exception {
        client.set("edge-1", ProxyClient.ANY, Mode.parse("half-open both"));
        client.set("edge-1", "cassandra", Mode.parse("delay 20 5"));

        assertThat(client.states())
                .extracting(LinkState::mode)
                .containsExactly("half-open both", "delay 20 5", "open");
        client.reset(ProxyClient.ANY, ProxyClient.ANY);
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThatThrownBy(() -> client.set("edge-3", "kafka-1", Mode.cut()))
                .hasMessageContaining("404");
        assertThatThrownBy(() -> client.reset("edge-1", "api")).hasMessageContaining("404");
    }

    @Test
    void refusesAModeThereIsNot() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:" + control.port() + "/links/edge-1/*"))
                        .PUT(HttpRequest.BodyPublishers.ofString("sideways"))
                        .build();

        assertThat(
                        HttpClient.newHttpClient()
                                .send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(400);
    }

    @Test
    void readsTheLinksItHasWritten(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("links.json");
        Files.writeString(file, Links.text(proxy.links()));

        assertThat(Links.read(file)).isEqualTo(proxy.links());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
