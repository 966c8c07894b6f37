package chat.palaver.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class OptionRangesTest {
    @ParameterizedTest
    @CsvSource({
        "pair, --seconds, 0, '--seconds: 1 to 86,400, not 0'",
        "pair, --seconds, -1, '--seconds: 1 to 86,400, not -1'",
        "pair, --warm-up, -1, '--warm-up: 0 to 86,400, not -1'",
        "pair, --workers, 65, '--workers: 1 to 64, not 65'",
        "pair, --workers, 0, '--workers: 1 to 64, not 0'",
        "pair, --bytes, 0, '--bytes: 1 to 100,000, not 0'",
        "pair, --rate, NaN, '--rate: 0.1 to 1,000,000, not NaN'",
        "pair, --rate, Infinity, '--rate: 0.1 to 1,000,000, not Infinity'",
        "pair, --rate, 0, '--rate: 0.1 to 1,000,000, not 0'",
        "room, --members, 1, '--members: 2 to 1,000,000, not 1'",
        "mixed, --room-rate, -5, '--room-rate: 0.1 to 1,000,000, not -5'",
        "history, --page, 201, '--page: 1 to 200, not 201'",
        "idle, --connections, 0, '--connections: 1 to 1,000,000, not 0'"
    })
    void refusesWhatIsSenseless(String scenario, String option, String value, String reason) {
        StringWriter said = new StringWriter();
        CommandLine command = Main.commandLine().setErr(new PrintWriter(said));

        int status = command.execute(scenario, option, value);

        assertThat(status).isEqualTo(Main.COULD_NOT_RUN);
        assertThat(said.toString()).contains(reason);
    }

    /** Refused is what names two systems, so that nothing is started. */
    @ParameterizedTest
    @CsvSource({
        "pair, --seconds, 1",
        "pair, --warm-up, 0",
        "pair, --rate, 0.1",
        "pair, --bytes, 100000",
        "room, --members, 2"
    })
    void takesWhatIsAtTheLimit(String scenario, String option, String value) {
        StringWriter said = new StringWriter();
        CommandLine command = Main.commandLine().setErr(new PrintWriter(said));

        int status =
                command.execute(
                        scenario, option, value, "--data", "/nothing", "--api", "http://nobody");

        assertThat(status).isEqualTo(Main.COULD_NOT_RUN);
        assertThat(said.toString()).isEmpty();
    }
}
