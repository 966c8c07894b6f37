package chat.palaver.demo.cast;

import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.DeviceDescription;
import chat.palaver.client.api.NewAccount;
import chat.palaver.client.api.PalaverApi;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Gets every nick a login: the one kept from an earlier run, or that of a new account. Heeds the
 * server's limit of sign-ups by waiting as long as it says.
 */
public final class Reception {
    private static final DeviceDescription DEVICE = DeviceDescription.bot("demo");
    private static final int ATTEMPTS = 6;
    private static final int PASSWORD_BITS = 160;
    private static final int SUFFIX_BITS = 30;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(70);

    private final PalaverApi api;
    private final KeptLogins kept;
    private final SecureRandom random = new SecureRandom();

    public Reception(PalaverApi api, KeptLogins kept) {
        this.api = api;
        this.kept = kept;
    }

    /** Names for the accounts of these nicks. */
    public static List<String> usernames(List<String> nicks) {
        return Usernames.of(nicks);
    }

    /**
     * A login for one nick; may be called by several threads.
     *
     * @param name what the account should be called, unless somebody else has the name
     * @param waiting told when the server's limit makes us wait
     * @throws ApiException when the server does not do it
     */
    public ApiSession enter(String name, String nick, Runnable waiting)
            throws InterruptedException {
        Optional<String> token = kept.token(name);
        if (token.isPresent()) {
            try {
                return patiently(() -> api.takeUp(token.get(), kept.storeOf(name)), waiting);
            } catch (ApiException e) {
                if (!e.isUnauthorized()) {
                    throw e;
                }
                // The server has other data now, or the token was used: a new account, then.
            }
        }
        String password = random(PASSWORD_BITS);
        String username = signUp(name, nick, password, waiting);
        return patiently(() -> api.logIn(username, password, DEVICE, kept.storeOf(name)), waiting);
    }

    private String signUp(String name, String nick, String password, Runnable waiting)
            throws InterruptedException {
        try {
            return signUpAs(name, nick, password, waiting);
        } catch (ApiException e) {
            if (!e.is("username_taken")) {
                throw e;
            }
            return signUpAs(name + "." + random(SUFFIX_BITS), nick, password, waiting);
        }
    }

    private String signUpAs(String username, String nick, String password, Runnable waiting)
            throws InterruptedException {
        NewAccount account = NewAccount.of(username, password).withDisplayName(nick);
        return patiently(() -> api.signUp(account), waiting).username();
    }

    private String random(int bits) {
        return new BigInteger(bits, random).setBit(bits).toString(Character.MAX_RADIX);
    }

    private static <T> T patiently(Supplier<T> call, Runnable waiting) throws InterruptedException {
        for (int attempt = 1; ; ) {
            try {
                return call.get();
            } catch (ApiException e) {
                if (e.is("rate_limited")) {
                    waiting.run();
                } else if (!isPassing(e) || attempt++ == ATTEMPTS) {
                    throw e;
                }
                Duration pause = e.retryAfter().orElse(PAUSE);
                TimeUnit.MILLISECONDS.sleep(Math.min(pause.toMillis(), LONGEST_WAIT.toMillis()));
            }
        }
    }

    private static boolean isPassing(ApiException e) {
        return e.status() == 503 || e.is(ApiException.UNREACHABLE);
    }
}
