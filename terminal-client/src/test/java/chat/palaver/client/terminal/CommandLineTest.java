package chat.palaver.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void whatHasNoSlashIsText() {
        assertThat(CommandLine.parse("hello /there").isText()).isTrue();
        assertThat(CommandLine.parse("hello /there").text()).isEqualTo("hello /there");
    }

    @Test
    void twoSlashesSendOne() {
        assertThat(CommandLine.parse("//help").isText()).isTrue();
        assertThat(CommandLine.parse("//help").text()).isEqualTo("/help");
    }

    @Test
    void wordsInQuotesBelongTogether() {
        CommandLine typed = CommandLine.parse("/New \"Lunch  today\" bob  carol");

        assertThat(typed.command()).isEqualTo("new");
        assertThat(typed.words()).containsExactly("Lunch  today", "bob", "carol");
    }

    @Test
    void aCommandMayStandAlone() {
        assertThat(CommandLine.parse("/list").command()).isEqualTo("list");
        assertThat(CommandLine.parse("/list").words()).isEmpty();
        assertThat(CommandLine.parse("/x \"").words()).containsExactly("");
    }
}
