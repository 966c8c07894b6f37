package chat.palaver.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpTester;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemErrorsTest {
    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server);

    @BeforeEach
    void start() throws Exception {
        server.addConnector(connector);
        server.setErrorHandler(new ProblemErrors());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @CsvSource({"/nothing,404,not_found", "/%00,400,bad_request", "/LONG,400,bad_request"})
    void answersAProblemWhereNoHandlerDoes(String path, int status, String code) throws Exception {
        String target = path.replace("LONG", "x".repeat(20_000));

        String raw = connector.getResponse("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        HttpTester.Response answer = HttpTester.parseResponse(raw);

        assertThat(answer.getStatus()).isEqualTo(status);
        assertThat(answer.get("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.getContent())
                .startsWith("{\"type\":\"about:blank\",\"status\":" + status)
                .contains("\"code\":\"" + code + "\"");
    }
}
