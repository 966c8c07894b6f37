package chat.palaver.bench.target;

import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.DeviceDescription;
import chat.palaver.client.api.NewAccount;
import chat.palaver.client.api.PalaverApi;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * People who sign up as everybody does. A password costs a tenth of a second of a processor, and a
 * server allows so many a minute: there are few, and connections share them.
 */
public final class SignedUp implements People {
    /** With log-ins, below the hundred a minute that a server allows an address by default. */
    public static final int MOST = 40;

    private static final long RETRY_SECONDS = 5;
    private static final int ATTEMPTS = 30;
    private static final int NAME_BITS = 48;

    private final PalaverApi api;
    private final SecureRandom random = new SecureRandom();

    public SignedUp(PalaverApi api) {
        this.api = api;
    }

    @Override
    public List<Person> make(int count) {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < Math.min(count, MOST); i++) {
            people.add(person());
        }
        return people;
    }

    private Person person() {
        String name = "bench-" + Long.toString(random.nextLong(1L << NAME_BITS), 36);
        String password = Long.toString(random.nextLong(1L << NAME_BITS), 36) + "-palaver";
        patiently(() -> api.signUp(NewAccount.of(name, password)));
        ApiSession session =
                patiently(() -> api.logIn(name, password, DeviceDescription.bot("bench")));
        return new LoggedIn(session);
    }

    private static <T> T patiently(Supplier<T> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (ApiException e) {
                boolean limited = e.code().equals("rate_limited");
                if (!limited || attempt == ATTEMPTS) {
                    throw e;
                }
                sleep();
            }
        }
    }

    private static void sleep() {
        try {
            TimeUnit.SECONDS.sleep(RETRY_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private record LoggedIn(ApiSession api) implements Person {
        @Override
        public String userId() {
            return api.userId();
        }

        @Override
        public String token() {
            return api.accessToken();
        }
    }
}
