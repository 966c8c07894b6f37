package chat.palaver.store;

import chat.palaver.store.StoreUnavailable.Reason;
import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.servererrors.QueryExecutionException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.datastax.oss.driver.api.core.type.codec.CodecNotFoundException;
import java.util.concurrent.CompletionException;

/**
 * Sorts what the driver throws into "try again later" and mistakes of ours. One place, since a
 * mistake that looks like an outage would be retried for ever, and an outage that looks like a
 * mistake would stop a service that only had to wait.
 */
final class DriverFailures {
    private DriverFailures() {}

    static Throwable translate(Throwable thrown) {
        Throwable failure = unwrap(thrown);
        if (isMistake(failure)) {
            return failure;
        }
        if (failure instanceof DriverTimeoutException
                || failure instanceof ReadTimeoutException
                || failure instanceof WriteTimeoutException) {
            return unavailable(Reason.TIMED_OUT, "did not answer in time", failure);
        }
        return unavailable(Reason.UNREACHABLE, "cannot be reached", failure);
    }

    /** The exception itself, without the wrappers that stages put around it. */
    static Throwable unwrap(Throwable thrown) {
        Throwable failure = thrown;
        while (failure instanceof CompletionException && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }

    /** Whether a node refused us by name: trying again will not help. */
    static boolean isRefusedLogin(Throwable failure) {
        return failure instanceof AuthenticationException
                || (failure instanceof AllNodesFailedException all
                        && all.getAllErrors().values().stream()
                                .flatMap(java.util.List::stream)
                                .anyMatch(AuthenticationException.class::isInstance));
    }

    private static boolean isMistake(Throwable failure) {
        return failure instanceof StoreUnavailable
                || failure instanceof QueryValidationException
                || failure instanceof CodecNotFoundException
                || isRefusedLogin(failure)
                || !isOutage(failure);
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof DriverException
                || failure instanceof QueryExecutionException
                || failure instanceof java.io.IOException;
    }

    private static StoreUnavailable unavailable(Reason reason, String what, Throwable cause) {
        return new StoreUnavailable(
                reason, "The store " + what + " (" + cause.getClass().getSimpleName() + ")", cause);
    }
}
