package chat.palaver.bench.report;

import java.util.List;
import java.util.Locale;

/** Draws a {@link Chart} as an SVG that stands in a page by itself. */
final class Svg {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 280;
    private static final int LEFT = 62;
    private static final int RIGHT = 12;
    private static final int TOP = 26;
    private static final int BOTTOM = 52;
    private static final int LEGEND_WIDTH = 96;
    private static final List<String> COLOURS =
            List.of(
                    "#1b6ca8", "#d1495b", "#2e8b57", "#e0a100", "#7a4fa3", "#00a3a3", "#8c564b",
                    "#555555", "#e377c2", "#6b8e23");

    private final StringBuilder out = new StringBuilder();
    private final Chart chart;
    private final Scale across;
    private final Scale up;

    private Svg(Chart chart) {
        this.chart = chart;
        across = Scale.covering(values(0), LEFT, WIDTH - RIGHT, false);
        up = Scale.covering(values(1), HEIGHT - BOTTOM, TOP, chart.logarithmic());
    }

    static String of(Chart chart) {
        return new Svg(chart).draw();
    }

    private double[] values(int coordinate) {
        return chart.curves().stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(point -> point[coordinate])
                .toArray();
    }

    private String draw() {
        add(
                "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        add("<text x=\"%d\" y=\"16\" class=\"t\">%s</text>", LEFT, Html.escaped(chart.title()));
        axes();
        for (int i = 0; i < chart.curves().size(); i++) {
            curve(i);
        }
        return out.append("</svg>\n").toString();
    }

    private void axes() {
        int bottom = HEIGHT - BOTTOM;
        for (double tick : up.ticks()) {
            double y = up.place(tick);
            add("<path class=\"g\" d=\"M%d %.1fH%d\"/>", LEFT, y, WIDTH - RIGHT);
            add(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s%s</text>",
                    LEFT - 5, y + 4, label(tick), Html.escaped(" " + chart.yUnit()));
        }
        for (double tick : across.ticks()) {
            double x = across.place(tick);
            add("<path class=\"g\" d=\"M%.1f %dV%d\"/>", x, TOP, bottom);
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x, bottom + 14, label(tick));
        }
        add(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                WIDTH - RIGHT, bottom + 26, Html.escaped(chart.xUnit()));
    }

    private static String label(double tick) {
        return tick >= 1_000 || tick == Math.rint(tick)
                ? String.format(Locale.ROOT, "%,.0f", tick)
                : String.format(Locale.ROOT, "%.3g", tick);
    }

    private void curve(int index) {
        String colour = COLOURS.get(index % COLOURS.size());
        StringBuilder path = new StringBuilder();
        boolean broken = true;
        for (double[] point : chart.curves().get(index).points()) {
            double x = across.place(point[0]);
            double y = up.place(point[1]);
            boolean drawn = !Double.isNaN(x) && !Double.isNaN(y);
            if (drawn) {
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", broken ? "M" : "L", x, y));
            }
            broken = !drawn;
        }
        add("<path class=\"c\" stroke=\"%s\" d=\"%s\"/>", colour, path);
        int perRow = (WIDTH - LEFT) / LEGEND_WIDTH;
        int x = LEFT + index % perRow * LEGEND_WIDTH;
        int y = HEIGHT - BOTTOM + 30 + index / perRow * 12;
        add("<rect x=\"%d\" y=\"%d\" width=\"9\" height=\"3\" fill=\"%s\"/>", x, y - 4, colour);
        String name = chart.curves().get(index).name();
        add("<text x=\"%d\" y=\"%d\">%s</text>", x + 12, y, Html.escaped(name));
    }

    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values));
    }
}
