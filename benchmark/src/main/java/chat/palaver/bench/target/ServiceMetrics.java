package chat.palaver.bench.target;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What services say of themselves at their admin addresses. */
public final class ServiceMetrics {
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{[^}\n]*})? ([^ \n]+)");
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final DataFolder data;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();

    public ServiceMetrics(DataFolder data) {
        this.data = data;
    }

    /**
     * The sum of a metric over its labels and over all services of a kind.
     *
     * @param kind {@code edge} for {@code edge-1}, {@code edge-2}...
     * @param metric whole name, with {@code palaver_}
     */
    public double sum(String kind, String metric) throws IOException, InterruptedException {
        double sum = 0;
        for (String name : data.pids().keySet()) {
            if (name.startsWith(kind)) {
                sum += sumIn(page(name), metric);
            }
        }
        return sum;
    }

    private String page(String name) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(data.admin(name).resolve("/metrics")).timeout(LIMIT).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The sum of a metric in a page of the Prometheus text format. */
    static double sumIn(String page, String metric) {
        double sum = 0;
        Matcher sample = SAMPLE.matcher(page);
        while (sample.find()) {
            if (sample.group(1).equals(metric)) {
                sum += Double.parseDouble(sample.group(2));
            }
        }
        return sum;
    }
}
