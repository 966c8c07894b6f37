package chat.palaver.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.palaver.schemas.fold.LogChoice;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be asked of a channel's log, and what it comes to. */
class LogRequestTest {
    private static final LogChoice A_WEEK = new LogChoice(true, Duration.ofDays(7));
    private static final LogChoice FOREVER = new LogChoice(true, Duration.ZERO);

    @Test
    void asksNothingOfAChannelWithoutTheFields() {
        assertThat(parse(null, null).isEmpty()).isTrue();
        assertThat(parse(null, null).over(LogChoice.SHARED)).isEqualTo(LogChoice.SHARED);
        assertThat(parse(null, null).over(A_WEEK)).isEqualTo(A_WEEK);
        assertThat(parse("shared", null).isEmpty()).isFalse();
        assertThat(parse(null, "forever").isEmpty()).isFalse();
    }

    @Test
    void keepsAnOwnLogForeverUnlessToldOtherwise() {
        assertThat(parse("own", null).over(LogChoice.SHARED)).isEqualTo(FOREVER);
        assertThat(parse("own", "P7D").over(LogChoice.SHARED)).isEqualTo(A_WEEK);
        assertThat(parse("own", null).over(A_WEEK)).isEqualTo(A_WEEK);
        assertThat(parse("own", "forever").over(A_WEEK)).isEqualTo(FOREVER);
        assertThat(parse(null, "P7D").over(FOREVER)).isEqualTo(A_WEEK);
        assertThat(parse("shared", null).over(A_WEEK)).isEqualTo(LogChoice.SHARED);
    }

    @ParameterizedTest
    @CsvSource({
        "PT3H, PT3H",
        "PT180M, PT3H",
        "PT10800S, PT3H",
        "PT10800.5S, PT3H0.5S",
        "P1D, P1D",
        "PT36H, P1DT12H",
        "P30DT1M, P30DT1M",
        "P2W, P14D",
        "P999999999W, P6999999993D",
        "forever, forever"
    })
    void takesDurationsAndTellsThemInDays(String asked, String told) {
        LogChoice choice = parse("own", asked).over(LogChoice.SHARED);

        assertThat(LogRequest.textOf(choice.retention())).isEqualTo(told);
        assertThat(choice.retention().toMillis()).isNotNegative();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "P",
                "PT",
                "P1DT",
                "PT2H59M59.999S",
                "PT0S",
                "P0W",
                "-P1D",
                "P-1D",
                "PT-5H",
                "p1d",
                "P1M",
                "P1Y",
                "P1W1D",
                "PT9999999999H",
                " P1D",
                "3h",
                "10800",
                "ever",
                "Forever"
            })
    void refusesARetentionThatIsNone(String asked) {
        assertRefused("own", asked, "retention");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Own", "private", "own "})
    void refusesALogThatIsNone(String asked) {
        assertRefused(asked, null, "log");
    }

    @Test
    void refusesARetentionOfALogThatIsNotToBeOwn() {
        assertRefused("shared", "P7D", "retention");
        Problem problem =
                catchThrowableOfType(
                        Problem.class, () -> parse(null, "P7D").over(LogChoice.SHARED));
        assertThat(problem.field()).isEqualTo("retention");
    }

    private static void assertRefused(String log, String retention, String field) {
        Problem problem = catchThrowableOfType(Problem.class, () -> parse(log, retention));
        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID);
        assertThat(problem.field()).isEqualTo(field);
    }

    private static LogRequest parse(String log, String retention) {
        return LogRequest.parse(Optional.ofNullable(log), Optional.ofNullable(retention));
    }
}
