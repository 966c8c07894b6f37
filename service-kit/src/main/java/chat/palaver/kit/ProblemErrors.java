package chat.palaver.kit;

import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Says what is wrong with a request that never gets to a handler, or that one refuses with nothing
 * but a status, as clients are told all else: a problem in JSON, in place of Jetty's page.
 */
public final class ProblemErrors implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Map.Entry<Integer, String> problem = problem(response.getStatus());
        int status = problem.getKey();
        String json =
                """
                {"type":"about:blank","status":%d,"code":"%s","detail":"%s"}"""
                        .formatted(
                                status,
                                problem.getValue(),
                                HttpStatus.getMessage(response.getStatus()));
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, json, callback);
        return true;
    }

    /** Every published code has one status: what has none is a bad request, or a fault of ours. */
    private static Map.Entry<Integer, String> problem(int status) {
        return switch (status) {
            case HttpStatus.FORBIDDEN_403 -> Map.entry(status, "not_allowed");
            case HttpStatus.NOT_FOUND_404 -> Map.entry(status, "not_found");
            case HttpStatus.PAYLOAD_TOO_LARGE_413 -> Map.entry(status, "too_large");
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> Map.entry(status, "unavailable");
            default ->
                    HttpStatus.isServerError(status)
                            ? Map.entry(HttpStatus.INTERNAL_SERVER_ERROR_500, "internal")
                            : Map.entry(HttpStatus.BAD_REQUEST_400, "bad_request");
        };
    }
}
