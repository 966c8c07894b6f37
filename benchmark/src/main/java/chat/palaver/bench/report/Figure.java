package chat.palaver.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One number of a result.
 *
 * @param unit {@code ms}, {@code 1/s}, {@code us CPU}, {@code KiB} or the like; empty for counts
 * @param ratio to the limit; null if that was not measured
 * @param limit what it is compared with, in words; null if with nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Figure(String name, double value, String unit, Double ratio, String limit) {
    public static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, null, null);
    }

    /**
     * The same, compared.
     *
     * @param best of the limit, in the same unit; NaN if it was not measured
     */
    public Figure against(String limitName, double best) {
        return Double.isNaN(best) || best == 0
                ? this
                : new Figure(name, value, unit, value / best, limitName);
    }
}
