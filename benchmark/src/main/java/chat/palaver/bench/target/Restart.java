package chat.palaver.bench.target;

import chat.palaver.process.Installation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a service of a system and starts it again, as its operator would. */
public final class Restart {
    private static final long END_SECONDS = 60;
    private static final long START_SECONDS = 300;

    private Restart() {}

    /**
     * Ends it with SIGTERM, starts it when it has gone, and returns when it is ready.
     *
     * @param name {@code edge-2}
     * @return seconds from the start to being ready
     * @throws IOException if it does not end or does not start
     */
    public static double of(DataFolder data, String name) throws IOException, InterruptedException {
        Long pid = data.pids().get(name);
        if (pid != null) {
            end(ProcessHandle.of(pid).orElseThrow(), name);
        }
        List<String> command = new ArrayList<>(Installation.locate().palaver(List.of()).words());
        command.addAll(List.of("restart", name, "--data", data.root().toString()));
        long began = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroy();
            throw new IOException(name + " did not start again");
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private static void end(ProcessHandle process, String name)
            throws IOException, InterruptedException {
        process.destroy();
        try {
            process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(name + " does not end", e);
        }
    }
}
