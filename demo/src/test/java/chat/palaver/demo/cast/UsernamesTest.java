package chat.palaver.demo.cast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UsernamesTest {
    @Test
    void keepsWhatMayStayAndReplacesTheRest() {
        assertThat(Usernames.of(List.of("Ada.L-1_x", "|QuaD-|", "\u65E5\u672C", "N", "`anthony")))
                .containsExactly("ada.l-1_x", "-quad--", "--", "n-", "-anthony");
    }

    @Test
    void tellsApartWhatLooksTheSameAfterwards() {
        assertThat(Usernames.of(List.of("a|b", "a^b", "a-b-2", "a-b")))
                .containsExactly("a-b", "a-b-2", "a-b-2-2", "a-b-3");
    }

    @Test
    void makesAllowedAndDifferentNamesOfAnything() {
        Random random = new Random(5);
        List<String> nicks = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            StringBuilder nick = new StringBuilder();
            for (int length = random.nextInt(64); length >= 0; length--) {
                nick.appendCodePoint(random.nextInt(0xD000));
            }
            nicks.add(nick.toString());
        }
        nicks.addAll(java.util.Collections.nCopies(200, "x".repeat(64)));

        assertThat(Usernames.of(nicks))
                .hasSize(700)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9._-]{2,32}"));
    }
}
