package chat.palaver.client.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Lines in, lines out: for scripts and tests. Prompts are not shown. */
final class PlainScreen implements Screen {
    private final BufferedReader in;
    private final PrintStream out;

    PlainScreen(Reader in, PrintStream out) {
        this.in = new BufferedReader(in);
        this.out = out;
    }

    @Override
    public synchronized void show(Look look, String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public Optional<String> read(String prompt) {
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the input", e);
        }
    }

    @Override
    public Optional<String> readSecret(String prompt) {
        return read(prompt);
    }

    @Override
    public String dot(String status) {
        return "(" + status + ")";
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public void close() {
        out.flush();
    }
}
