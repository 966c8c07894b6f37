package chat.palaver.bench.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CapacityMainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsTheDesignsDemandWithoutBeingTold() {
        assertThat(run()).isZero();

        assertThat(out.toString()).contains("= 17,500 x 5 at peak").contains("edges");
    }

    /** After a change of the costs: put there what {@code ./palaver capacity} prints. */
    @Test
    void printsWhatIsPublished() throws Exception {
        assertThat(run()).isZero();

        String table = out.toString().replace("\r", "").strip();
        assertThat(Files.readString(Path.of("..", "docs", "capacity.md")))
                .contains("```\n" + table + "\n```");
    }

    @Test
    void letsMessagesGrowWithUsersUnlessToldHowMany() {
        run("--daily-users", "100000000");
        assertThat(out.toString()).contains("= 35,000 x 5 at peak");

        run("--daily-users", "100000000", "--messages-per-second", "1000", "--peak", "2");
        assertThat(out.toString()).contains("= 1,000 x 2 at peak");
    }

    @Test
    void printsTheSameForPrograms() throws Exception {
        assertThat(run("--json", "--online", "0.5")).isZero();

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("demand").get("online").asDouble()).isEqualTo(0.5);
        assertThat(json.get("costs")).hasSize(Cost.values().length);
        assertThat(json.get("lines").get(0).get("formula").asText()).contains("online");
    }

    @Test
    void saysWhatItCannotUse() {
        assertThat(run("--online", "1.5")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--online: above 0 and up to 1, not 1.5");
        assertThat(run("--dayly-users", "1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--dayly-users");
        assertThat(run("--channels", "2:0.5")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("shares must add up to 1");
        assertThat(run("--channels", "two:1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--costs", "/no/such/file")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void takesOtherCostsIfTheyAreComplete(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("costs.properties");
        StringBuilder all = new StringBuilder();
        for (Cost cost : Cost.values()) {
            all.append(cost.key()).append("=1\n");
        }
        Files.writeString(file, all);
        assertThat(run("--costs", file.toString())).isZero();

        Files.writeString(file, all + "edge.cpu-us.sent=1\n");
        assertThat(run("--costs", file.toString())).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("no such cost: edge.cpu-us.sent");

        assertThatThrownBy(() -> new Costs(Map.of()))
                .hasMessageContaining("no cost given for edge.cpu-us.send");
    }

    private int run(String... arguments) {
        CommandLine command = CapacityMain.command();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
