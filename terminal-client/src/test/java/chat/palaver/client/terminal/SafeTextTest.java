package chat.palaver.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
    @Test
    void takesTheSenseOutOfEscapeSequences() {
        assertThat(SafeText.line("a\u001b[2Jb\u009b31mc\u0007\u0000\u007f"))
                .isEqualTo("a\uFFFD[2Jb\uFFFD31mc\uFFFD\uFFFD\uFFFD");
    }

    @Test
    void letsNoOverrideTurnALineAround() {
        assertThat(SafeText.line("a\u202eb\u2066c\u200fd")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd");
    }

    @Test
    void letsNoLinePassForAnotherMessage() {
        assertThat(SafeText.block("hello\nbob: yes\r\n\ttab\rover"))
                .isEqualTo("hello\n    bob: yes\n     tab\uFFFDover");
        assertThat(SafeText.line("two\nlines\u2028three")).isEqualTo("two lines\uFFFDthree");
    }

    @Test
    void leavesLanguagesAndEmojiAlone() {
        String text =
                "Grüße, Привет, שלום, 你好, \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67, é";

        assertThat(SafeText.block(text)).isEqualTo(text);
    }

    @Test
    void replacesLoneSurrogates() {
        assertThat(SafeText.line("\ud800x")).isEqualTo("\uFFFDx");
    }
}
