package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.Optional;

/** The column {@code retention}: an ISO 8601 duration; null for ever. */
final class Retentions {
    private static final String COLUMN = "retention";

    private Retentions() {}

    static Optional<String> toText(Duration retention) {
        return retention.isZero() ? Optional.empty() : Optional.of(retention.toString());
    }

    static Duration of(Row row) {
        String text = row.getString(COLUMN);
        return text == null ? Duration.ZERO : Duration.parse(text);
    }
}
