package chat.palaver.proxy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Speaks to the control port of a proxy in another process. */
public final class ProxyClient {
    /** Stands for every name. */
    public static final String ANY = "*";

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final String address;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * @param address {@code host:port}, as in the proxy's admin file
     */
    public ProxyClient(String address) {
        this.address = address;
    }

    /** How each link does now. */
    public List<LinkState> states() throws IOException, InterruptedException {
        return Links.states(send("GET", "/links", ""));
    }

    /** Lets links behave so from now on; on return they do. Names may be {@link #ANY}. */
    public void set(String from, String to, Mode mode) throws IOException, InterruptedException {
        send("PUT", "/links/" + from + "/" + to, mode.text());
    }

    /** Resets the connections there are now. Names may be {@link #ANY}. */
    public void reset(String from, String to) throws IOException, InterruptedException {
        send("POST", "/links/" + from + "/" + to + "/reset", "");
    }

    private String send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + address + path))
                        .timeout(LIMIT)
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != OK) {
            throw new IOException(
                    "%s %s: %d %s"
                            .formatted(method, path, answer.statusCode(), answer.body().strip()));
        }
        return answer.body();
    }
}
