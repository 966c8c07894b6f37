package chat.palaver.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.target.ProcessUse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Pattern SVG = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);

    @TempDir private Path folder;

    @Test
    void writesJsonAndAPageThatNeedsNothingElse() throws Exception {
        new Report("Bench <1>", List.of("two & more"), List.of(result(0))).write(folder);

        JsonNode json = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
        JsonNode first = json.path("results").path(0);
        assertThat(first.path("scenario").asText()).isEqualTo("pair");
        assertThat(first.path("figures").path(0).path("ratio").asDouble()).isEqualTo(1.5);
        assertThat(first.path("sound").asBoolean()).isTrue();
        String page = Files.readString(folder.resolve("report.html"));
        assertThat(page).contains("Bench &lt;1&gt;", "two &amp; more", "a &lt;b&gt;");
        assertThat(page).doesNotContain("http", "src=", "<script");
    }

    @Test
    void drawsChartsThatAreWellFormed() throws Exception {
        String page = Html.page("x", List.of(), List.of(result(0)));

        Matcher svg = SVG.matcher(page);
        int charts = 0;
        while (svg.find()) {
            byte[] bytes = svg.group().getBytes(StandardCharsets.UTF_8);
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(bytes));
            assertThat(svg.group()).doesNotContain("NaN", "Infinity");
            charts++;
        }
        assertThat(charts).isEqualTo(4);
    }

    @Test
    void showsAFigureOnceThatIsComparedWithTwoLimitsOfWhichNoneWasMeasured() {
        Figure figure = Figure.of("p50", 1.5, "ms");
        Result result =
                new Result.Builder("pair", "one")
                        .figure(figure.against("one limit", Double.NaN))
                        .figure(figure.against("another", Double.NaN))
                        .figure(figure.against("a third", 1))
                        .build();

        assertThat(result.figures()).hasSize(2);
    }

    @Test
    void saysWhatIsNotSound() {
        assertThat(Words.of(result(0))).anyMatch(line -> line.startsWith("sound"));
        assertThat(Words.of(result(2))).anyMatch(line -> line.startsWith("FLAWED"));
        assertThat(Words.of(result(0))).anyMatch(line -> line.contains("1.50x two Kafka hops"));
    }

    private static Result result(long lost) {
        Latencies latencies = new Latencies();
        latencies.record(0, 2_000_000);
        latencies.record(2_000_000, 9_000_000);
        return new Result.Builder("pair", "a <b>")
                .setting("rate", 200)
                .figure(Figure.of("p50", 3, "ms").against("two Kafka hops", 2))
                .figure(Figure.of("p99", 3, "ms").against("nothing measured", Double.NaN))
                .distribution(Distribution.of("delivery", latencies.all()))
                .flaw("lost", lost)
                .processes(List.of(new ProcessUse("edge-1", 2, 1 << 20, 1 << 21)), 100, 4)
                .chart(Charts.overTime("delivery", latencies))
                .chart(Charts.quantiles("latency", Map.of("delivery", latencies.all())))
                .chart(new Chart("nothing", "s", "", true, List.of(new Curve("n", List.of()))))
                .chart(
                        new Chart(
                                "broken & odd",
                                "s",
                                "",
                                false,
                                List.of(
                                        new Curve(
                                                "<n>",
                                                List.of(
                                                        new double[] {0, Double.NaN},
                                                        new double[] {1, 5})))))
                .build();
    }
}
