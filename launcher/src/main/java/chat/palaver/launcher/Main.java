package chat.palaver.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The program behind the {@code palaver} script. Exit status: 0 when done, 1 after a failure or a
 * refusal whose reason is on standard error, 2 for a wrong call.
 */
@Command(
        name = "palaver",
        mixinStandardHelpOptions = true,
        subcommands = {Up.class, Restart.class, Status.class, Keys.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(execute(args));
    }

    static int execute(String... args) {
        CommandLine commands = new CommandLine(new Main());
        commands.setExecutionExceptionHandler(
                (e, command, result) -> {
                    boolean expected =
                            e instanceof Refusal || e instanceof IllegalArgumentException;
                    System.err.println("palaver: " + (expected ? e.getMessage() : e));
                    return e instanceof IllegalArgumentException
                            ? CommandLine.ExitCode.USAGE
                            : CommandLine.ExitCode.SOFTWARE;
                });
        return commands.execute(args);
    }
}
