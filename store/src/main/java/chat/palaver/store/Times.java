package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.Row;

/** Reads the times of log records, which this module keeps as milliseconds like Kafka. */
final class Times {
    private Times() {}

    static long millis(Row row, String column) {
        return row.getInstant(column).toEpochMilli();
    }
}
