package chat.palaver.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How keys of interest are cut. */
class InterestPartsTest {
    @Test
    void cutsBehindTheMostKeysOfARecord() {
        assertThat(sizes(InterestParts.MOST_KEYS)).containsExactly(InterestParts.MOST_KEYS);
        assertThat(sizes(InterestParts.MOST_KEYS + 1)).containsExactly(InterestParts.MOST_KEYS, 1);
        assertThat(sizes(0)).containsExactly(0);
    }

    private static List<Integer> sizes(int keys) {
        return InterestParts.of(Collections.nCopies(keys, "c")).stream().map(List::size).toList();
    }
}
