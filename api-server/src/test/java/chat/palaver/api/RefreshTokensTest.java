package chat.palaver.api;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.Ids;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefreshTokensTest {
    private final RefreshTokens tokens = new RefreshTokens(new byte[] {1, 2, 3});
    private final String user = Ids.newUser();
    private final String device = Ids.newDevice();

    @Test
    void readsItsOwnTokens() {
        String token = tokens.issue(user, device);

        assertThat(tokens.parse(token))
                .contains(new RefreshTokens.Parsed(user, device, 0, RefreshTokens.hash(token)));
    }

    @Test
    void refusesWhatIsChangedOrOfAnotherInstallation() {
        String token = tokens.issue(user, device);

        assertThat(tokens.parse(token.replace(device, Ids.newDevice()))).isEmpty();
        assertThat(tokens.parse(token + "x")).isEmpty();
        assertThat(tokens.parse("")).isEmpty();
        assertThat(tokens.parse("a.b.c.d.e")).isEmpty();
        assertThat(new RefreshTokens(new byte[] {9}).parse(token)).isEmpty();
    }

    @Test
    void neverMakesTheSameTwice() {
        assertThat(tokens.issue(user, device)).isNotEqualTo(tokens.issue(user, device));
    }

    @Test
    void makesOneSuccessorForOneCallAndAnotherForEveryOther() {
        RefreshTokens.Parsed first = tokens.parse(tokens.issue(user, device)).orElseThrow();

        String next = tokens.successor(first, Optional.of("call"));

        assertThat(tokens.successor(first, Optional.of("call"))).isEqualTo(next);
        assertThat(tokens.parse(next).orElseThrow().generation()).isEqualTo(1);
        assertThat(tokens.successor(first, Optional.of("another"))).isNotEqualTo(next);
        assertThat(tokens.successor(first, Optional.empty()))
                .isNotEqualTo(next)
                .isNotEqualTo(tokens.successor(first, Optional.empty()));
    }
}
