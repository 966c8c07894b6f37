package chat.palaver.client.api;

import chat.palaver.client.api.HttpCalls.Call;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/**
 * The API server as somebody sees it who has not logged in: sign up, log in, take a kept login up
 * again. Everything else needs a login, which {@link ApiSession} is.
 *
 * <p>Blocking and thread-safe; many logins may share one.
 */
public final class PalaverApi {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Longer than the 5 s the server may take to see a change through. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

    private final HttpCalls calls;
    private final Clock clock;

    private PalaverApi(HttpCalls calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /** The API at this address, {@code http://host:port}. */
    public static PalaverApi at(URI base) {
        HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build();
        return at(base, http, Clock.systemUTC());
    }

    /** The API at this address, over a client shared with others. */
    public static PalaverApi at(URI base, HttpClient http, Clock clock) {
        return new PalaverApi(new HttpCalls(base, http, CALL_TIMEOUT), clock);
    }

    /** Makes an account. Codes: {@code username_taken}, {@code invalid}, {@code rate_limited}. */
    public Account signUp(NewAccount account) {
        return Account.from(
                calls.perform(Call.of("POST", "/v1/accounts", account.toJson())).json());
    }

    /** Logs a new device in. Codes: {@code bad_credentials}, {@code rate_limited}. */
    public ApiSession logIn(String username, String password, DeviceDescription device) {
        return logIn(username, password, device, TokenStore.NONE);
    }

    /** As the other, and keeps the login in a store from the first pair of tokens on. */
    public ApiSession logIn(
            String username, String password, DeviceDescription device, TokenStore store) {
        var body = Json.object().put("username", username).put("password", password);
        body.putObject("device").put("name", device.name()).put("platform", device.platform());
        Tokens tokens =
                Tokens.from(
                        calls.perform(Call.of("POST", "/v1/sessions", body)).json(),
                        clock.instant());
        store.save(tokens);
        return session(tokens, store);
    }

    /** Takes up a login that was kept, by its refresh token. */
    public ApiSession takeUp(String refreshToken, TokenStore store) {
        Tokens tokens = refresh(refreshToken, newKey());
        store.save(tokens);
        return session(tokens, store);
    }

    /** A session of a login got elsewhere. */
    public ApiSession session(Tokens tokens, TokenStore store) {
        TokenKeeper keeper =
                new TokenKeeper(
                        tokens, clock, store, (old, key) -> refresh(old.refreshToken(), key));
        return new ApiSession(calls, keeper);
    }

    /**
     * One refresh, as it is: the token given is not good afterwards. {@link ApiSession} does this
     * by itself.
     */
    public Tokens refresh(String refreshToken) {
        return refresh(refreshToken, newKey());
    }

    /**
     * As {@link #refresh(String)}; with the same key it may be repeated after an answer was lost.
     *
     * @param key 1 to 200 characters that nobody else can guess
     */
    public Tokens refresh(String refreshToken, String key) {
        var body = Json.object().put("refreshToken", refreshToken);
        Call call = Call.of("POST", "/v1/sessions/refresh", body).withIdempotencyKey(key);
        return Tokens.from(calls.perform(call).json(), clock.instant());
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }
}
