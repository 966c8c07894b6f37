package chat.palaver.demo;

import chat.palaver.client.PalaverClient;
import chat.palaver.client.api.ApiException;
import chat.palaver.demo.cast.KeptLogins;
import chat.palaver.demo.script.LogFolder;
import chat.palaver.demo.script.Pace;
import chat.palaver.demo.script.Script;
import chat.palaver.demo.script.SmallTalk;
import chat.palaver.demo.view.PlainScreen;
import chat.palaver.demo.view.Screen;
import chat.palaver.demo.view.TerminalScreen;
import chat.palaver.process.LocalSystem;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palaver demo}. */
@Command(
        name = "palaver demo",
        mixinStandardHelpOptions = true,
        description = {
            "Replays group chat through a running system and checks that every line arrived",
            "once, in order, at every member, and stands in the history.",
            "Ends with 0 if so, else with 1."
        })
public final class Main implements Callable<Integer> {
    private static final int MOST_LINES = 100_000;
    private static final int MOST_USERS = 500;
    private static final int USERS_OF_A_LOG = 150;
    private static final int USERS_MADE_UP = 12;
    private static final int WIDTH = 80;

    @Spec private CommandSpec spec;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "the API server of a running system (default: start one)")
    private URI api;

    @Option(
            names = "--logs",
            paramLabel = "DIR",
            description =
                    "IRC logs, *.txt or *.log, plain or .gz (default: a made-up conversation)")
    private Path logs;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "300",
            description = "how many lines, up to " + MOST_LINES + " (default: 300)")
    private int lines;

    @Option(
            names = "--users",
            paramLabel = "N",
            description = {
                "how many users, 2 to " + MOST_USERS + " (default: " + USERS_MADE_UP,
                "made up, of logs the first " + USERS_OF_A_LOG + " nicks)"
            })
    private Integer users;

    @Option(
            names = "--speed",
            paramLabel = "S",
            defaultValue = "20",
            description =
                    "lines a second, xN: N times as fast as it was said, or max (default: 20)")
    private String speed;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "which conversation; of logs, which of them comes first (default: 0)")
    private long seed;

    @Option(
            names = "--guest",
            paramLabel = "NAME",
            description = "a user who is to be in the group too, to watch it in a client")
    private String guest;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description = {
                "where the logins of the demo's users at --api are kept for the next time",
                "(default: ~/.config/palaver)"
            })
    private Path profile;

    @Option(
            names = "--port-base",
            paramLabel = "N",
            defaultValue = "0",
            description = "first port of a system it starts (default: any free)")
    private int portBase;

    @Option(
            names = "--edges",
            paramLabel = "K",
            defaultValue = "2",
            description = "chat servers of a system it starts (default: 2)")
    private int edges;

    @Option(names = "--plain", description = "plain lines, no colours")
    private boolean plain;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() {
        Pace pace = pace();
        require(lines >= 1 && lines <= MOST_LINES, "--lines must be 1 to " + MOST_LINES);
        require(
                users == null || (users >= 2 && users <= MOST_USERS),
                "--users must be 2 to " + MOST_USERS);
        try (Screen screen = screen()) {
            Script script = script(screen);
            return api == null
                    ? inOwnSystem(script, pace, screen)
                    : at(api, profileFolder(), script, pace, screen);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            System.err.println("palaver demo: " + e.getMessage());
        } catch (ApiException e) {
            System.err.println("palaver demo: the server says " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private Pace pace() {
        try {
            return Pace.parse(speed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void require(boolean good, String otherwise) {
        if (!good) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private Script script(Screen screen) throws IOException {
        Script.Writer writer = new Script.Writer(lines, mostUsers());
        if (logs == null) {
            SmallTalk talk = new SmallTalk(seed, mostUsers());
            while (writer.add(talk.next())) {
                // until there are enough
            }
        } else {
            new LogFolder(logs).read(seed, writer::add);
        }
        Script script = writer.script();
        if (script.lines().isEmpty()) {
            throw new IOException("nobody says anything in " + logs);
        }
        screen.note(
                script.lines().size()
                        + " lines by "
                        + script.nicks().size()
                        + " users"
                        + (script.leftOut() == 0
                                ? ""
                                : "; " + script.leftOut() + " lines of others left out (--users)"));
        return script;
    }

    private int mostUsers() {
        return users != null ? users : logs == null ? USERS_MADE_UP : USERS_OF_A_LOG;
    }

    private int inOwnSystem(Script script, Pace pace, Screen screen)
            throws IOException, InterruptedException {
        screen.note("starting a system for the demo");
        Path folder = Files.createTempDirectory("palaver-demo.");
        List<String> options = List.of("--edges", String.valueOf(edges));
        try (LocalSystem system = LocalSystem.start(folder, portBase, options)) {
            return at(system.api(), folder, script, pace, screen);
        }
    }

    private int at(URI server, Path folder, Script script, Pace pace, Screen screen)
            throws IOException, InterruptedException {
        try (KeptLogins logins = new KeptLogins(folder, server.toString());
                PalaverClient palaver = PalaverClient.at(server)) {
            Report report = new Demo(palaver, logins, script, screen).run(pace, guest);
            screen.close();
            report.words().forEach(report.isGood() ? screen::note : screen::trouble);
            return report.isGood() ? 0 : 1;
        }
    }

    private Screen screen() {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String terminal = System.getenv("TERM");
        boolean dumb = terminal == null || terminal.equals("dumb");
        if (plain || dumb || System.console() == null || System.getenv("NO_COLOR") != null) {
            return new PlainScreen(out, System::nanoTime);
        }
        return new TerminalScreen(out, width(), System::nanoTime);
    }

    private static int width() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : WIDTH;
    }

    private Path profileFolder() {
        if (profile != null) {
            return profile;
        }
        String config = System.getenv("XDG_CONFIG_HOME");
        Path base =
                config == null || config.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".config")
                        : Path.of(config);
        return base.resolve("palaver");
    }
}
