package chat.palaver.store;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.store.StoreUnavailable.Reason;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class DriverFailuresTest {
    @Test
    void anAbsentStoreIsUnavailable() {
        assertReason(new NoNodeAvailableException(), Reason.UNREACHABLE);
        assertReason(new ClosedConnectionException("gone"), Reason.UNREACHABLE);
        assertReason(new CompletionException(new NoNodeAvailableException()), Reason.UNREACHABLE);
    }

    @Test
    void aSilentStoreIsUnavailable() {
        assertReason(new DriverTimeoutException("2 s"), Reason.TIMED_OUT);
    }

    @Test
    void aMistakeStaysWhatItIs() {
        Throwable query = new InvalidQueryException(null, "no such table");
        Throwable argument = new IllegalArgumentException("too few values");

        assertThat(DriverFailures.translate(query)).isSameAs(query);
        assertThat(DriverFailures.translate(new CompletionException(argument))).isSameAs(argument);
    }

    @Test
    void whatIsTranslatedIsNotTranslatedAgain() {
        Throwable overloaded = new StoreUnavailable(Reason.OVERLOADED, "full", null);

        assertThat(DriverFailures.translate(overloaded)).isSameAs(overloaded);
    }

    private static void assertReason(Throwable failure, Reason reason) {
        assertThat(DriverFailures.translate(failure))
                .isInstanceOfSatisfying(
                        StoreUnavailable.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(reason);
                            assertThat(e.getCause()).isNotNull();
                        });
    }
}
