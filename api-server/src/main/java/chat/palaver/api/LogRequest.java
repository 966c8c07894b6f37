package chat.palaver.api;

import chat.palaver.schemas.fold.LogChoice;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request asks of a channel's log, in its fields {@code log} and {@code retention}, and how
 * a channel's view tells it. Pure.
 *
 * @param own whether it is to lie in a topic of its own; empty if the request does not say
 * @param retention how long an own log is to be kept, zero for ever; empty if the request does not
 *     say
 */
record LogRequest(Optional<Boolean> own, Optional<Duration> retention) {
    /** The least time for which an own log is kept: well above that in which copies are known. */
    static final Duration LEAST_RETENTION = Duration.ofHours(3);

    private static final String OWN = "own";
    private static final String SHARED = "shared";
    private static final String FOREVER = "forever";
    private static final int DAYS_OF_A_WEEK = 7;

    /** ISO 8601 without years and months, whose length nobody knows, and without signs. */
    private static final Pattern DURATION =
            Pattern.compile(
                    "P(?:(\\d{1,9})W|(?=[\\dT])(?:\\d{1,9}D)?"
                            + "(?:T(?=\\d)(?:\\d{1,9}H)?(?:\\d{1,9}M)?"
                            + "(?:\\d{1,9}(?:[.,]\\d{1,9})?S)?)?)");

    /**
     * Reads the two fields.
     *
     * @throws Problem 422 with the field, for a value that is none, and for a retention of a log
     *     that is to be shared
     */
    static LogRequest parse(Optional<String> log, Optional<String> retention) {
        LogRequest request =
                new LogRequest(log.map(LogRequest::own), retention.map(LogRequest::duration));
        if (request.own.equals(Optional.of(false))) {
            request.refuseRetention();
        }
        return request;
    }

    /** Whether nothing is asked. */
    boolean isEmpty() {
        return own.isEmpty() && retention.isEmpty();
    }

    /**
     * What is chosen if this is asked of a channel; what the request does not say stays.
     *
     * @throws Problem 422 if a retention is asked of a log that is not to be own
     */
    LogChoice over(LogChoice present) {
        if (!own.orElse(present.own())) {
            refuseRetention();
            return LogChoice.SHARED;
        }
        Duration kept = present.own() ? present.retention() : Duration.ZERO;
        return new LogChoice(true, retention.orElse(kept));
    }

    /** How a view tells where a log lies. */
    static String nameOf(boolean own) {
        return own ? OWN : SHARED;
    }

    /** How a view tells a retention: in days, as far as they are whole. */
    static String textOf(Duration retention) {
        if (retention.isZero()) {
            return FOREVER;
        }
        long days = retention.toDays();
        Duration rest = retention.minusDays(days);
        if (days == 0) {
            return rest.toString();
        }
        return "P" + days + "D" + (rest.isZero() ? "" : rest.toString().substring(1));
    }

    private void refuseRetention() {
        if (retention.isPresent()) {
            throw Problem.invalid("retention", "only for a channel with its own log");
        }
    }

    private static boolean own(String log) {
        return switch (log) {
            case OWN -> true;
            case SHARED -> false;
            default -> throw Problem.invalid("log", "shared or own");
        };
    }

    private static Duration duration(String text) {
        if (text.equals(FOREVER)) {
            return Duration.ZERO;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw Problem.invalid(
                    "retention", "an ISO 8601 duration like P30D or PT3H, or forever");
        }
        Duration duration =
                matcher.group(1) == null
                        ? Duration.parse(text)
                        : Duration.ofDays(DAYS_OF_A_WEEK * Long.parseLong(matcher.group(1)));
        if (duration.compareTo(LEAST_RETENTION) < 0) {
            throw Problem.invalid("retention", "3 hours or more");
        }
        return duration.truncatedTo(ChronoUnit.MILLIS);
    }
}
