package chat.palaver.bench.hops;

import chat.palaver.bench.target.DataFolder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the edges and fan-outs of a system on this machine what the hops of their messages took.
 * Look before the run and behind it: the table of the run is {@code behind.since(before)}. A
 * service that was started again in between has forgotten what came before.
 */
public final class HopProbe {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final DataFolder data;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();

    public HopProbe(DataFolder data) {
        this.data = data;
    }

    /** All that they have counted since they were started; empty if one of them cannot be asked. */
    public Optional<HopBudget> look() {
        try {
            return Optional.of(all());
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private HopBudget all() throws IOException, InterruptedException {
        HopBudget all = new HopBudget(Map.of());
        for (String name : data.pids().keySet()) {
            if (name.startsWith("edge") || name.startsWith("fanout")) {
                all = all.plus(new HopBudget(HopPage.read(page(name))));
            }
        }
        return all;
    }

    private String page(String name) throws IOException, InterruptedException {
        URI metrics = data.admin(name).resolve("/metrics");
        HttpRequest request = HttpRequest.newBuilder(metrics).timeout(LIMIT).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
