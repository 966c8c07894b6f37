package chat.palaver.bench.limit;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.crew.Place;
import chat.palaver.bench.crew.SideProcess;
import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.report.Charts;
import chat.palaver.bench.report.Distribution;
import chat.palaver.bench.report.Figure;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.scenario.Limits;
import chat.palaver.bench.scenario.OpenLoop;
import chat.palaver.bench.scenario.Setting;
import chat.palaver.bench.target.DataFolder;
import chat.palaver.bench.target.Meter;
import chat.palaver.bench.target.ProcessUse;
import chat.palaver.bench.target.RunningSystem;
import chat.palaver.store.Store;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Measures what the parts can do bare: WebSocket echo, sends of one frame to many, one and two
 * Kafka hops, a CQL write. The last two need the data folder of the system.
 *
 * @param echoPerSecond round trips, hops and writes
 * @param connections for echo and as the members of a bare room
 * @param roomPerSecond messages to the bare room
 * @param textBytes of a message
 */
public record BareLimits(
        double echoPerSecond, int connections, double roomPerSecond, int textBytes) {
    private static final Duration ENTRY = Duration.ofSeconds(30);
    private static final String BARE = "bare-jetty";
    private static final double MILLI = 1e6;
    private static final double MICRO = 1e6;

    /** A record in the log is so much longer than its text: ids, sender, envelope. */
    private static final int ENVELOPE_BYTES = 150;

    private static final int FLOOD_SECONDS = 5;
    private static final int PAGES = 500;
    private static final int PAGE = 50;

    /** What was found, for people and for comparison. */
    public record Found(Result result, Limits limits) {}

    /** Measures them all. */
    public Found measure(Setting setting, RunningSystem system) throws Exception {
        Result.Builder result =
                new Result.Builder("limits", "the parts alone, on this machine")
                        .setting("rate", echoPerSecond)
                        .setting("connections", connections)
                        .setting("room rate", roomPerSecond)
                        .setting("text", textBytes);
        Map<String, Double> values = new LinkedHashMap<>();
        Map<String, Histogram> curves = new LinkedHashMap<>();
        setting.progress().accept("limits: WebSocket echo and sends on a bare Jetty");
        jetty(setting, result, values, curves);
        if (system.data().isPresent()) {
            setting.progress().accept("limits: one and two Kafka hops");
            hops(setting, system.data().get(), result, values, curves);
            setting.progress().accept("limits: CQL writes");
            writes(setting, system, result, values, curves);
        }
        result.chart(Charts.quantiles("latency of the parts", curves));
        values.forEach((name, value) -> result.figure(Figure.of(name, value, unit(name))));
        return new Found(result.build(), new Limits(values));
    }

    private static String unit(String name) {
        return name.endsWith("/s") ? "1/s" : name.endsWith("CPU") ? "us" : "ms";
    }

    private void jetty(
            Setting setting,
            Result.Builder result,
            Map<String, Double> values,
            Map<String, Histogram> curves)
            throws IOException, InterruptedException {
        try (SideProcess server = SideProcess.start(BareServerMain.class, List.of())) {
            String base = "ws://127.0.0.1:" + server.line();
            OpenLoop.Found echo =
                    bare(
                            setting,
                            server,
                            URI.create(base + BareServerMain.ECHO),
                            new OpenLoop(echoPerSecond, textBytes, 1, 0));
            add(
                    "WebSocket echo",
                    echo.outcome().delivery(),
                    List.of(Limits.ECHO_P50, Limits.ECHO_P99),
                    result,
                    values,
                    curves);
            OpenLoop.Found room =
                    bare(
                            setting,
                            server,
                            URI.create(base + BareServerMain.ROOM),
                            new OpenLoop(roomPerSecond, textBytes, connections, 0));
            double sends = room.outcome().delivery().all().getTotalCount();
            values.put(Limits.SEND_CPU, room.cpuOf(BARE) * MICRO / sends);
            result.distribution(
                    Distribution.of("bare room delivery", room.outcome().delivery().all()));
            List<ProcessUse> uses = room.uses();
            result.processes(uses, sends, room.seconds());
        }
    }

    private OpenLoop.Found bare(Setting setting, SideProcess server, URI at, OpenLoop loop)
            throws IOException, InterruptedException {
        try (Crew crew = Crew.start(setting.workers(), connections)) {
            Map<String, Long> pids = new LinkedHashMap<>(crew.pids());
            pids.put(BARE, server.pid());
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                places.add(new Place(at, null, null, true));
            }
            Crew.Taken taken = crew.open(places, ENTRY);
            taken.entrance().orThrow();
            List<Flow> flows = taken.seats().stream().map(seat -> new Flow(seat, "bare")).toList();
            try (Meter meter = new Meter(pids)) {
                return loop.run(setting, crew, flows, meter);
            }
        }
    }

    private void hops(
            Setting setting,
            DataFolder data,
            Result.Builder result,
            Map<String, Double> values,
            Map<String, Histogram> curves)
            throws IOException {
        List<String> arguments =
                List.of(
                        "--kafka=" + String.join(",", data.kafka()),
                        "--rate=" + echoPerSecond,
                        "--warm-up=" + setting.warmUp(),
                        "--seconds=" + setting.seconds(),
                        "--bytes=" + (textBytes + ENVELOPE_BYTES));
        try (SideProcess process = SideProcess.start(HopsMain.class, arguments)) {
            add(
                    "one Kafka hop",
                    latencies(process.line()),
                    List.of(Limits.ONE_HOP_P50, Limits.ONE_HOP_P99),
                    result,
                    values,
                    curves);
            add(
                    "two Kafka hops",
                    latencies(process.line()),
                    List.of(Limits.TWO_HOPS_P50, Limits.TWO_HOPS_P99),
                    result,
                    values,
                    curves);
        }
    }

    private static Latencies latencies(String json) throws IOException {
        Latencies latencies = new Latencies();
        latencies.add(new ObjectMapper().readValue(json, Latencies.Encoded.class));
        return latencies;
    }

    private void writes(
            Setting setting,
            RunningSystem system,
            Result.Builder result,
            Map<String, Double> values,
            Map<String, Histogram> curves)
            throws IOException, InterruptedException {
        try (Store store = system.store()) {
            Writes writes = new Writes(store.messages(), textBytes + ENVELOPE_BYTES);
            add(
                    "CQL write",
                    writes.paced(echoPerSecond, setting.warmUp(), setting.seconds()),
                    List.of(Limits.WRITE_P50, Limits.WRITE_P99),
                    result,
                    values,
                    curves);
            values.put(Limits.WRITES, writes.perSecond(FLOOD_SECONDS));
            Histogram pages = writes.pages(PAGES, PAGE);
            result.distribution(Distribution.of("CQL page read", pages));
            values.put(Limits.READ_P50, pages.getValueAtPercentile(50) / MILLI);
        }
    }

    private static void add(
            String name,
            Latencies latencies,
            List<String> limits,
            Result.Builder result,
            Map<String, Double> values,
            Map<String, Histogram> curves) {
        Histogram all = latencies.all();
        result.distribution(Distribution.of(name, all));
        curves.put(name, all);
        values.put(limits.get(0), all.getValueAtPercentile(50) / MILLI);
        values.put(limits.get(1), all.getValueAtPercentile(99) / MILLI);
    }
}
