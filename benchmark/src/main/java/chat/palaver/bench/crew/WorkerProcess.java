package chat.palaver.bench.crew;

import chat.palaver.bench.worker.Order;
import chat.palaver.bench.worker.Reply;
import chat.palaver.bench.worker.WorkerMain;
import chat.palaver.process.Installation;
import chat.palaver.process.JavaCommand;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process of the load generator, as the driver sees it. One order at a time. */
final class WorkerProcess implements AutoCloseable {
    private static final long END_SECONDS = 5;

    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader replies;

    private WorkerProcess(Process process) {
        this.process = process;
        orders =
                new BufferedWriter(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        replies =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts one with a heap of so many MiB. */
    static WorkerProcess start(int heapMegabytes) throws IOException {
        JavaCommand command =
                new JavaCommand(
                        Installation.locate().classPath("benchmark"),
                        List.of(
                                "-Xms" + heapMegabytes + "m",
                                "-Xmx" + heapMegabytes + "m",
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError"),
                        WorkerMain.class.getName(),
                        List.of());
        return new WorkerProcess(
                new ProcessBuilder(command.words())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    long pid() {
        return process.pid();
    }

    /**
     * Gives an order and waits for the reply.
     *
     * @throws IllegalStateException if the worker cannot do it or has ended
     */
    synchronized Reply order(Order order) {
        try {
            orders.write(json.writeValueAsString(order));
            orders.newLine();
            orders.flush();
            String line = replies.readLine();
            if (line == null) {
                throw new IllegalStateException("a worker has ended; the reason is above");
            }
            Reply reply = json.readValue(line, Reply.class);
            if (reply instanceof Reply.Failed failed) {
                throw new IllegalStateException("a worker: " + failed.because());
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException("a worker does not answer", e);
        }
    }

    @Override
    public void close() {
        try {
            orders.close();
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
