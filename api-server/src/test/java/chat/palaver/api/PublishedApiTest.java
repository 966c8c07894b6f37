package chat.palaver.api;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.testkit.contract.HttpContract;
import io.javalin.Javalin;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What there is to call and what there is to go wrong, in the code and in the document. */
class PublishedApiTest {
    private final HttpContract contract = new HttpContract();

    @Test
    void everyRouteIsPublishedAndEveryPublishedCallIsARoute() {
        Routes.Parts nobody =
                new Routes.Parts(null, null, null, null, null, null, null, null, null, null, null);
        Javalin server = Javalin.create(config -> new Routes(nobody).addTo(config.routes));

        Set<String> routes =
                server.unsafe.internalRouter.allHttpHandlers().stream()
                        .map(handler -> handler.endpoint)
                        .filter(PublishedApiTest::isCall)
                        .map(endpoint -> call(endpoint.method.name(), endpoint.path))
                        .collect(Collectors.toSet());

        assertThat(contract.operations())
                .extracting(operation -> call(operation.method(), operation.path()))
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void everyProblemIsPublishedWithItsStatus() {
        Map<String, Integer> codes =
                Arrays.stream(ProblemCode.values())
                        .collect(Collectors.toMap(ProblemCode::wireName, ProblemCode::status));

        assertThat(contract.problems()).containsExactlyInAnyOrderEntriesOf(codes);
        assertThat(contract.problemCodes()).containsExactlyInAnyOrderElementsOf(codes.keySet());
    }

    /** Not what runs around all calls, nor the answer to a browser that asks whether it may. */
    private static boolean isCall(Endpoint endpoint) {
        return !Set.of(HandlerType.BEFORE, HandlerType.AFTER, HandlerType.OPTIONS)
                .contains(endpoint.method);
    }

    /** The names of parameters are the document's affair. */
    private static String call(String method, String path) {
        return method + " " + path.replaceAll("\\{[^}]*}", "{}");
    }
}
