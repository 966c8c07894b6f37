package chat.palaver.client.api;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Holds one login and renews it in time. A refresh token is good once, so refreshes must never run
 * side by side: one lock covers them, and who waited for it takes what the other one got.
 */
final class TokenKeeper {
    /** Renewed when it has less than this to live, or a third of its life if that is shorter. */
    static final Duration MARGIN = Duration.ofMinutes(1);

    private final Clock clock;
    private final TokenStore store;
    private final BiFunction<Tokens, String, Tokens> refresh;

    /** Of a renewal whose answer has not come: repeated, it gets what the first attempt did. */
    private String pending;

    private Tokens tokens;
    private Duration margin;

    TokenKeeper(
            Tokens tokens,
            Clock clock,
            TokenStore store,
            BiFunction<Tokens, String, Tokens> refresh) {
        this.clock = clock;
        this.store = store;
        this.refresh = refresh;
        adopt(tokens);
    }

    private void adopt(Tokens fresh) {
        tokens = fresh;
        Duration life = Duration.between(clock.instant(), fresh.expiresAt());
        margin = MARGIN.compareTo(life.dividedBy(3)) < 0 ? MARGIN : life.dividedBy(3);
    }

    synchronized Tokens current() {
        return tokens;
    }

    /** A token that is good for a while yet, renewed first if need be. */
    synchronized String accessToken() {
        if (!clock.instant().isBefore(tokens.expiresAt().minus(margin))) {
            renew();
        }
        return tokens.accessToken();
    }

    /** A token other than this one, which somebody refused. */
    synchronized String replace(String refused) {
        if (tokens.accessToken().equals(refused)) {
            renew();
        }
        return tokens.accessToken();
    }

    private void renew() {
        if (pending == null) {
            pending = UUID.randomUUID().toString();
        }
        Tokens fresh = refresh.apply(tokens, pending);
        pending = null;
        store.save(fresh);
        adopt(fresh);
    }
}
