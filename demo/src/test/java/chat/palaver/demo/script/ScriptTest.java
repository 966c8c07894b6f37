package chat.palaver.demo.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScriptTest {
    @Test
    void knowsANickWhateverItsCase() {
        Script script = script(10, 10, "Ada~hi", "bob~hello", "ADA~again");

        assertThat(script.nicks()).containsExactly("Ada", "bob");
        assertThat(script.lines()).extracting(Script.Line::speaker).containsExactly(0, 1, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    ada: hello~0
                    ADA, hello~0
                    ada:~0
                    later: you have not spoken yet~2
                    bob: myself~-1
                    ada hello~-1
                    ada:hello~-1
                    http://example.org: no~-1
                    nobody: hello~-1
                    ada, later: both~0
                    say: ada: hello~-1
                    : empty~-1
                    """)
    void findsWhoIsAddressed(String text, int addressee) {
        Script script = script(10, 10, "ada~hi", "bob~" + text, "later~hi");

        assertThat(script.lines().get(1).addressee())
                .isEqualTo(addressee < 0 ? OptionalInt.empty() : OptionalInt.of(addressee));
    }

    @Test
    void takesAsManyLinesAsWanted() {
        Script.Writer writer = new Script.Writer(2, 10);

        assertThat(writer.add(said("a~1"))).isTrue();
        assertThat(writer.add(said("a~2"))).isFalse();
        assertThat(writer.add(said("a~3"))).isFalse();
        assertThat(writer.script().lines()).hasSize(2);
    }

    @Test
    void leavesOutAndCountsWhoIsOverTheLimitOfUsers() {
        Script script = script(10, 2, "a~1", "b~2", "c~3", "a~c: 4", "c~5");

        assertThat(script.nicks()).containsExactly("a", "b");
        assertThat(script.lines()).hasSize(3).allMatch(line -> line.addressee().isEmpty());
        assertThat(script.leftOut()).isEqualTo(2);
    }

    @Test
    void theSameSeedSaysTheSame() {
        assertThat(generated(7)).isEqualTo(generated(7)).isNotEqualTo(generated(8));
        assertThat(generated(7).nicks()).hasSize(30).doesNotHaveDuplicates();
        assertThat(generated(7).lines()).anyMatch(line -> line.addressee().isPresent());
    }

    private static Script generated(long seed) {
        SmallTalk talk = new SmallTalk(seed, 30);
        Script.Writer writer = new Script.Writer(500, 100);
        while (writer.add(talk.next())) {
            // until there are enough
        }
        return writer.script();
    }

    private static Script script(int lines, int users, String... said) {
        Script.Writer writer = new Script.Writer(lines, users);
        for (String one : said) {
            writer.add(said(one));
        }
        return writer.script();
    }

    private static Utterance said(String text) {
        String[] parts = text.split("~", 2);
        return new Utterance(parts[0], parts[1], OptionalInt.empty());
    }
}
