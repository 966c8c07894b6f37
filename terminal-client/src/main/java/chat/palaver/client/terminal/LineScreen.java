package chat.palaver.client.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** A real terminal: line editing, and messages that appear above the line being typed. */
final class LineScreen implements Screen {
    private static final String DOT = "\u25CF";

    private final Terminal terminal;
    private final LineReader reader;

    LineScreen() {
        try {
            terminal = TerminalBuilder.builder().system(true).dumb(false).build();
        } catch (IOException e) {
            throw new UncheckedIOException("this is no terminal", e);
        }
        reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .appName("palaver")
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .build();
    }

    @Override
    public void show(Look look, String line) {
        AttributedStringBuilder styled = new AttributedStringBuilder();
        styled.style(styleOf(look));
        styled.appendAnsi(line);
        reader.printAbove(styled.toAttributedString());
    }

    private static AttributedStyle styleOf(Look look) {
        AttributedStyle plain = AttributedStyle.DEFAULT;
        return switch (look) {
            case PLAIN -> plain;
            case OWN -> plain.foreground(AttributedStyle.CYAN);
            case NOTICE -> plain.foreground(AttributedStyle.YELLOW);
            case FAINT -> plain.foreground(AttributedStyle.BRIGHT | AttributedStyle.BLACK);
            case TROUBLE -> plain.foreground(AttributedStyle.RED);
        };
    }

    @Override
    public Optional<String> read(String prompt) {
        return readLine(() -> reader.readLine(prompt));
    }

    @Override
    public Optional<String> readSecret(String prompt) {
        reader.setVariable(LineReader.DISABLE_HISTORY, true);
        try {
            return readLine(() -> reader.readLine(prompt, '*'));
        } finally {
            reader.setVariable(LineReader.DISABLE_HISTORY, false);
        }
    }

    private static Optional<String> readLine(java.util.function.Supplier<String> line) {
        try {
            return Optional.of(line.get());
        } catch (EndOfFileException | UserInterruptException e) {
            return Optional.empty();
        }
    }

    @Override
    public String dot(String status) {
        int colour =
                switch (status) {
                    case "online" -> AttributedStyle.GREEN;
                    case "idle" -> AttributedStyle.YELLOW;
                    default -> AttributedStyle.BRIGHT | AttributedStyle.BLACK;
                };
        return new AttributedStringBuilder()
                .style(AttributedStyle.DEFAULT.foreground(colour))
                .append(DOT)
                .toAnsi(terminal);
    }

    @Override
    public boolean isInteractive() {
        return true;
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal could not be restored", e);
        }
    }
}
