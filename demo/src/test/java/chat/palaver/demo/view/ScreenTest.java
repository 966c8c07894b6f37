package chat.palaver.demo.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now;

    @Test
    void plainLinesAreLines() {
        try (Screen screen = new PlainScreen(out, () -> now)) {
            screen.said("ada", null, "hello");
            screen.said("bob", "ada", "two\nlines\u001B[2J");
        }

        assertThat(shown()).isEqualTo("<ada> hello\n<bob -> ada> two lines\uFFFD[2J\n");
    }

    @Test
    void plainProgressComesEveryFiveSeconds() {
        try (Screen screen = new PlainScreen(out, () -> now)) {
            screen.progress("early");
            now = TimeUnit.SECONDS.toNanos(5);
            screen.progress("one");
            screen.progress("too soon");
            now = TimeUnit.SECONDS.toNanos(10) - 1;
            screen.progress("still too soon");
            now++;
            screen.progress("two");
        }

        assertThat(shown()).isEqualTo("... one\n... two\n");
    }

    @Test
    void showsNoMoreThanCanBeRead() {
        try (Screen screen = new PlainScreen(out, () -> now)) {
            for (int i = 0; i < 100; i++) {
                screen.said("ada", null, "hello");
            }
            now = TimeUnit.SECONDS.toNanos(1);
            screen.said("ada", null, "a second later");
            screen.note("notes always come");
        }

        assertThat(shown().lines()).hasSize(25 + 2).last().isEqualTo("notes always come");
    }

    @Test
    void aTerminalObeysNothingSomebodySaid() {
        try (Screen screen = new TerminalScreen(out, 80, () -> now)) {
            screen.said("a\u001B]0;x\u0007", "b\u009Bc", "\u001B[2J\r\u202Eevil\u0000");
        }

        String withoutOurs = shown().replaceAll("\u001B\\[(K|\\d+m)", "").replace("\r", "");
        assertThat(withoutOurs).doesNotContainPattern("[\u0000-\u0009\u000B-\u001F\u0080-\u009F]");
        assertThat(withoutOurs).contains("evil").doesNotContain("\u202E");
    }

    @Test
    void theLastLineOfATerminalSaysHowFarItIs() {
        Screen screen = new TerminalScreen(out, 80, () -> now);
        screen.progress("half way");
        screen.note("something happened");

        assertThat(shown()).endsWith("\u001B[7m half way \u001B[0m");
        screen.close();
        assertThat(shown()).endsWith("\r\u001B[K");
    }

    @Test
    void linesFitTheTerminal() {
        try (Screen screen = new TerminalScreen(out, 60, () -> now)) {
            screen.said("ada", "bob", "long ".repeat(100));
            screen.progress("long ".repeat(100));
        }

        String visible = shown().replaceAll("\u001B\\[(K|\\d+m)", "");
        assertThat(visible.split("[\r\n]")).allMatch(line -> line.length() <= 60);
    }

    @Test
    void cutsByCodePointsAndKeepsWhatFits() {
        String emoji = "\uD83D\uDC4D";

        assertThat(SafeText.line(emoji.repeat(3), 3)).isEqualTo(emoji.repeat(3));
        assertThat(SafeText.line(emoji.repeat(4), 3)).isEqualTo(emoji.repeat(2) + "\u2026");
        assertThat(SafeText.line("lone \uD83D", 9)).isEqualTo("lone \uFFFD");
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
