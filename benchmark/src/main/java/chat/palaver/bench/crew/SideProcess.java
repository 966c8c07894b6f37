package chat.palaver.bench.crew;

import chat.palaver.process.Installation;
import chat.palaver.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process beside the load generator, which prints what it has to say, line by line. */
public final class SideProcess implements AutoCloseable {
    private static final long END_SECONDS = 10;

    private final Process process;
    private final BufferedReader lines;

    private SideProcess(Process process) {
        this.process = process;
        lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts the main class of this module, with the heap a service would have. */
    public static SideProcess start(Class<?> main, List<String> arguments) throws IOException {
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
        return new SideProcess(
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
            throw new IOException("a process beside the load has ended; the reason is above");
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
