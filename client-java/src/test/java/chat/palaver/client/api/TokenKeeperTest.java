package chat.palaver.client.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.testkit.SuppliedClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokenKeeperTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private Instant now = START;
    private final Clock clock = new SuppliedClock(() -> now);
    private final List<String> saved = new ArrayList<>();
    private final AtomicInteger refreshes = new AtomicInteger();
    private final List<String> keys = new ArrayList<>();
    private boolean away;

    private TokenKeeper keeper(Duration life) {
        return new TokenKeeper(
                tokens("first", START.plus(life)),
                clock,
                tokens -> saved.add(tokens.refreshToken()),
                (old, key) -> {
                    keys.add(key);
                    if (away) {
                        throw ApiException.unreachable("away", null);
                    }
                    return tokens(
                            old.accessToken() + "+" + refreshes.incrementAndGet(),
                            clock.instant().plus(life));
                });
    }

    private static Tokens tokens(String access, Instant expiresAt) {
        return new Tokens("u_1", "d_1", access, expiresAt, "r-" + access);
    }

    @Test
    void renewsAMinuteBeforeExpiryAndNotEarlier() {
        TokenKeeper keeper = keeper(Duration.ofMinutes(15));
        now = START.plusSeconds(14 * 60).minusMillis(1);
        assertThat(keeper.accessToken()).isEqualTo("first");

        now = START.plusSeconds(14 * 60);
        assertThat(keeper.accessToken()).isEqualTo("first+1");
        assertThat(saved).containsExactly("r-first+1");
    }

    @Test
    void renewsShortTokensAtTwoThirdsOfTheirLife() {
        TokenKeeper keeper = keeper(Duration.ofSeconds(30));
        now = START.plusSeconds(20).minusMillis(1);
        assertThat(keeper.accessToken()).isEqualTo("first");
        now = START.plusSeconds(20);
        assertThat(keeper.accessToken()).isEqualTo("first+1");
    }

    @Test
    void aRefusedTokenIsReplacedOnceHoweverManyWereRefusedWithIt() {
        TokenKeeper keeper = keeper(Duration.ofMinutes(15));

        assertThat(keeper.replace("first")).isEqualTo("first+1");
        assertThat(keeper.replace("first")).isEqualTo("first+1");
        assertThat(refreshes).hasValue(1);
    }

    @Test
    void repeatsARenewalUnderItsKeyUntilAnAnswerComes() {
        TokenKeeper keeper = keeper(Duration.ofMinutes(15));
        away = true;
        assertThatThrownBy(() -> keeper.replace("first")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> keeper.replace("first")).isInstanceOf(ApiException.class);

        away = false;
        keeper.replace("first");
        keeper.replace("first+1");

        assertThat(keys.subList(0, 3)).containsOnly(keys.get(0));
        assertThat(keys.get(3)).isNotEqualTo(keys.get(0));
    }
}
