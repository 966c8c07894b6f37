package chat.palaver.demo.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatLogTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
                    [09:14] <will> totem is good~will~totem is good~554
                    [00:00] <|QuaD-> a < b > c~|QuaD-~a < b > c~0
                    [23:59] <a>b~a~b~1439
                    [12:59] <Haris>  two blanks~Haris~ two blanks~779
                    [14:39]  * jaggz- nudges v3ctor~jaggz-~* jaggz- nudges v3ctor~879
                    """)
    void readsWhatSomebodySaid(String line, String nick, String text, int minute) {
        assertThat(ChatLog.parse(line)).contains(new Utterance(nick, text, OptionalInt.of(minute)));
    }

    @Test
    void readsAnActionWithoutATime() {
        assertThat(ChatLog.parse("* ada waves"))
                .contains(new Utterance("ada", "* ada waves", OptionalInt.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[",
                "[09:14]",
                "[09:14] ",
                "[09:14] <",
                "[09:14] <>",
                "[09:14] <> text",
                "[09:14] <nick",
                "[09:14] <nick>",
                "[09:14] <nick>   ",
                "[09:14] <two words> text",
                "[09:14] <ni\u0007ck> text",
                "[24:00] <nick> text",
                "[09:60] <nick> text",
                "[9:14] <nick> text",
                "[\u0660\u0669:14] <nick> text",
                "<nick> no time",
                "[09:14] *",
                "[09:14] * ",
                "[09:14] * nick",
                "[09:14] * nick  ",
                "[09:14]  *nick does",
                "=== sid77 hi",
                "=== ada is now known as lovelace",
                "=== L0sT [~waa3@raptor.example]  has joined #ubuntu",
                "\u0000\u0000\uFFFD"
            })
    void takesNothingElseForSomebodysWords(String line) {
        assertThat(ChatLog.parse(line)).isEmpty();
    }

    @Test
    void holdsTheLimitsOfNickAndText() {
        String nick = "n".repeat(64);
        String emoji = "\uD83D\uDC4D";

        assertThat(ChatLog.parse("[09:14] <" + nick + "> x")).isPresent();
        assertThat(ChatLog.parse("[09:14] <" + nick + "n> x")).isEmpty();
        assertThat(ChatLog.parse("[09:14] <n> " + emoji.repeat(100_000))).isPresent();
        assertThat(ChatLog.parse("[09:14] <n> " + emoji.repeat(100_000) + "x")).isEmpty();
    }

    @Test
    void survivesAnyCutAndAnyChangedCharacter() {
        long seed = 20_040_101;
        Random random = new Random(seed);
        String line = "[09:14] <will> best: VLC (get it) * it <plays> everything";

        for (int round = 0; round < 20_000; round++) {
            int at = round;
            StringBuilder mangled = new StringBuilder(line);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                mangled.setCharAt(random.nextInt(line.length()), (char) random.nextInt(0x10000));
            }
            mangled.setLength(random.nextInt(line.length() + 1));

            ChatLog.parse(mangled.toString())
                    .ifPresent(said -> assertSound(said, "seed " + seed + " round " + at));
        }
    }

    private static void assertSound(Utterance said, String where) {
        assertThat(said.nick()).as(where).isNotBlank().hasSizeBetween(1, 64);
        assertThat(said.text()).as(where).isNotBlank();
    }
}
