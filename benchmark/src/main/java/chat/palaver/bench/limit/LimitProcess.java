package chat.palaver.bench.limit;

import chat.palaver.process.Installation;
import chat.palaver.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that shows what some part can do bare; its lines are its answers. */
public final class LimitProcess implements AutoCloseable {
    private static final long END_SECONDS = 10;

    private final Process process;
    private final BufferedReader lines;

    private LimitProcess(Process process) {
        this.process = process;
        lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts the main class of this module, with the heap a service would have. */
    public static LimitProcess start(Class<?> main, List<String> arguments) throws IOException {
        JavaCommand command =
                new JavaCommand(
                        Installation.locate().classPath("benchmark"),
                        List.of(
                                "-Xmx192m",
                                "-XX:+UseSerialGC",
                                "-Dpalaver.log.target=SYSTEM_ERR",
                                "-Dpalaver.log.level=error"),
                        main.getName(),
                        arguments);
        return new LimitProcess(
                new ProcessBuilder(command.words())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    public long pid() {
        return process.pid();
    }

    /**
     * The next line it prints.
     *
     * @throws IOException if it ended before
     */
    public String line() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("a process that measures a limit has ended; see above");
        }
        return line;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
