package chat.palaver.bench.report;

import chat.palaver.bench.target.ProcessUse;
import java.util.List;
import java.util.Locale;

/** All results on one page that needs nothing but itself: no script, no font, no network. */
public final class Html {
    private static final String STYLE =
            """
            body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:1360px;\
            padding:0 1em;color:#222}
            table{border-collapse:collapse;margin:.6em 0}
            td,th{padding:.15em .7em;text-align:right;border-bottom:1px solid #ddd}
            td:first-child,th:first-child{text-align:left}
            svg{margin:.4em .8em .4em 0} svg text{font-size:10.5px;fill:#444}
            svg .t{font-size:13px;fill:#111} svg .g{stroke:#e3e3e3;fill:none}
            svg .c{fill:none;stroke-width:1.6}
            .bad{color:#b00020;font-weight:600} .good{color:#22762f}
            """;
    private static final double MEBI = 1 << 20;
    private static final double MICRO = 1e6;

    private final StringBuilder out = new StringBuilder();

    private Html() {}

    /**
     * The page.
     *
     * @param title of it
     * @param about lines on the machine and the system
     */
    public static String page(String title, List<String> about, List<Result> results) {
        return new Html().write(title, about, results);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private String write(String title, List<String> about, List<Result> results) {
        out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escaped(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>")
                .append(escaped(title))
                .append("</h1>\n");
        about.forEach(line -> out.append("<p>").append(escaped(line)).append("</p>\n"));
        results.forEach(this::result);
        return out.append("</body></html>\n").toString();
    }

    private void result(Result result) {
        out.append("<h2>")
                .append(escaped(result.scenario() + ": " + result.title()))
                .append("</h2>\n<p>")
                .append(escaped(result.settings().toString()))
                .append("</p><p class=\"")
                .append(result.isSound() ? "good" : "bad")
                .append("\">")
                .append(escaped(result.flaws().toString()))
                .append("</p>\n");
        result.notes().forEach(note -> out.append("<p>").append(escaped(note)).append("</p>\n"));
        figures(result.figures());
        distributions(result.distributions());
        processes(result);
        if (!result.hops().isEmpty()) {
            String table = String.join("\n", result.hops());
            out.append("<pre>").append(escaped(table)).append("</pre>\n");
        }
        result.charts().forEach(chart -> out.append(Svg.of(chart)));
    }

    private void figures(List<Figure> figures) {
        if (figures.isEmpty()) {
            return;
        }
        head("figure", "value", "", "ratio", "to");
        for (Figure each : figures) {
            row(
                    each.name(),
                    Words.number(each.value()),
                    each.unit(),
                    each.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", each.ratio()),
                    each.limit() == null ? "" : each.limit());
        }
        out.append("</table>\n");
    }

    private void distributions(List<Distribution> distributions) {
        if (distributions.isEmpty()) {
            return;
        }
        head("milliseconds", "count", "mean", "p50", "p90", "p99", "p99.9", "max");
        for (Distribution each : distributions) {
            row(
                    each.name(),
                    String.format(Locale.ROOT, "%,d", each.count()),
                    Words.number(each.mean()),
                    Words.number(each.p50()),
                    Words.number(each.p90()),
                    Words.number(each.p99()),
                    Words.number(each.p999()),
                    Words.number(each.max()));
        }
        out.append("</table>\n");
    }

    private void processes(Result result) {
        if (result.processes().isEmpty()) {
            return;
        }
        head("process", "CPU s", "processors", "CPU us a message", "resident MiB", "peak MiB");
        for (ProcessUse each : result.processes()) {
            row(
                    each.name(),
                    Words.number(each.cpuSeconds()),
                    Words.number(result.seconds() == 0 ? 0 : each.cpuSeconds() / result.seconds()),
                    result.messages() == 0
                            ? ""
                            : Words.number(each.cpuSeconds() * MICRO / result.messages()),
                    Words.number(each.residentBytes() / MEBI),
                    Words.number(each.peakResidentBytes() / MEBI));
        }
        out.append("</table>\n");
    }

    private void head(String... names) {
        out.append("<table><tr>");
        for (String name : names) {
            out.append("<th>").append(escaped(name)).append("</th>");
        }
        out.append("</tr>\n");
    }

    private void row(String... cells) {
        out.append("<tr>");
        for (String cell : cells) {
            out.append("<td>").append(escaped(cell)).append("</td>");
        }
        out.append("</tr>\n");
    }
}
