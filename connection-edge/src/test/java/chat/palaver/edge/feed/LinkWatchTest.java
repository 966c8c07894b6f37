package chat.palaver.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.edge.feed.LinkWatch.Verdict;
import org.junit.jupiter.api.Test;

/** What may be missing when numbers jump, repeat or begin anew. */
class LinkWatchTest {
    private final LinkWatch link = new LinkWatch();

    @Test
    void takesAJumpForALossAndARepeatForOld() {
        link.started(1);

        assertThat(link.numbered(1, 1)).isEqualTo(Verdict.IN_SEQUENCE);
        assertThat(link.numbered(1, 3)).isEqualTo(Verdict.BROKEN);
        assertThat(link.numbered(1, 2)).isEqualTo(Verdict.OLD);
        assertThat(link.numbered(1, 4)).isEqualTo(Verdict.IN_SEQUENCE);
    }

    @Test
    void takesNothingOfANewNumberingForOldWhenSomethingOfTheLastOneComesLate() {
        link.started(1);
        link.forgotten(1);
        link.numbered(1, 18);

        assertThat(link.numbered(1, 1)).isEqualTo(Verdict.BROKEN);
        assertThat(link.numbered(1, 2)).isEqualTo(Verdict.IN_SEQUENCE);
    }
}
