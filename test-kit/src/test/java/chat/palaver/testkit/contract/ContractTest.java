package chat.palaver.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

/** The contracts object to what is not published. */
class ContractTest {
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String EDGE = "{\"url\":\"ws://x\",\"region\":\"r\",\"load\":0%s}";

    private final HttpContract http = new HttpContract();
    private final FrameContract frames = new FrameContract();

    @Test
    void answersAsPublishedPassAndAreCounted() {
        assertThat(http.unseenSuccesses()).contains("listEdges 200");

        http.check(answer("/v1/edges", 200, JSON, edges("")));

        assertThat(http.unseenSuccesses()).doesNotContain("listEdges 200");
    }

    @Test
    void answersThatAreNotPublishedAreRefused() {
        refuses("/v1/edges", 200, JSON, edges(",\"secret\":1"), "secret");
        refuses("/v1/edges", 200, JSON, "{\"edges\":[{\"url\":\"ws://x\"}]}", "region");
        refuses("/v1/edges", 200, "text/html", edges(""), "text/html");
        refuses("/v1/edges", 200, JSON, "nothing", "not JSON");
        refuses("/v1/edges", 418, PROBLEM, problem(418, "invalid"), "status");
        refuses("/v1/edges", 401, PROBLEM, problem(401, "bad_credentials"), "code");
        refuses("/v1/edges", 503, PROBLEM, problem(503, "unavailable"), "Retry-After");
        refuses("/v1/secrets", 200, JSON, "{}", "does not know");
    }

    @Test
    void framesThatAreNotPublishedAreRefused() throws Exception {
        String pong = "{\"type\":\"pong\",\"n\":7%s}";
        frames.check(new JsonMapper().readTree(pong.formatted("")));

        for (String bad :
                List.of(
                        pong.formatted(",\"secret\":1"),
                        "{\"type\":\"pong\",\"n\":\"7\"}",
                        "{\"type\":\"caughtUp\",\"channel\":\"c\"}",
                        "{\"type\":\"dance\"}")) {
            assertThatThrownBy(() -> frames.check(new JsonMapper().readTree(bad)))
                    .as(bad)
                    .isInstanceOf(AssertionError.class);
        }
    }

    private void refuses(String path, int status, String type, String body, String because) {
        assertThatThrownBy(() -> http.check(answer(path, status, type, body)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(because);
    }

    private static String edges(String more) {
        return "{\"edges\":[" + EDGE.formatted(more) + "]}";
    }

    private static String problem(int status, String code) {
        return "{\"type\":\"about:blank\",\"status\":%d,\"code\":\"%s\",\"detail\":\"\"}"
                .formatted(status, code);
    }

    private static HttpResponse<String> answer(String path, int status, String type, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://x" + path)).build();
        HttpHeaders headers =
                HttpHeaders.of(Map.of("Content-Type", List.of(type)), (name, value) -> true);
        return new Answer(status, request, headers, body);
    }

    private record Answer(int statusCode, HttpRequest request, HttpHeaders headers, String body)
            implements HttpResponse<String> {
        @Override
        public Optional<HttpResponse<String>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
