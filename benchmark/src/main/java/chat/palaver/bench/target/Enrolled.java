package chat.palaver.bench.target;

import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.PalaverApi;
import chat.palaver.client.api.TokenStore;
import chat.palaver.client.api.Tokens;
import chat.palaver.kit.token.TokenIssuer;
import chat.palaver.schemas.Ids;
import chat.palaver.store.Device;
import chat.palaver.store.Store;
import chat.palaver.store.User;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * People whose accounts are written into the tables and whose tokens are made with the signing key:
 * thousands in seconds, where the operator of a system is at work. No password is hashed, since
 * that is not what is measured; nobody can log in by one.
 */
public final class Enrolled implements People {
    private static final int AT_ONCE = 64;
    private static final String NO_PASSWORD = "none:";

    private final Store store;
    private final TokenIssuer tokens;
    private final PalaverApi api;
    private final Clock clock;

    /** The store is closed with this. */
    public Enrolled(Store store, TokenIssuer tokens, PalaverApi api, Clock clock) {
        this.store = store;
        this.tokens = tokens;
        this.api = api;
        this.clock = clock;
    }

    @Override
    public List<Person> make(int count) {
        List<Person> people = new ArrayList<>();
        while (people.size() < count) {
            int next = Math.min(AT_ONCE, count - people.size());
            List<CompletableFuture<Person>> made = new ArrayList<>();
            for (int i = 0; i < next; i++) {
                made.add(enrol());
            }
            made.forEach(each -> people.add(each.join()));
        }
        return people;
    }

    private CompletableFuture<Person> enrol() {
        String userId = Ids.newUser();
        String deviceId = Ids.newDevice();
        String name = "bench-" + userId.substring(2).toLowerCase(java.util.Locale.ROOT);
        String username = name.substring(0, Math.min(name.length(), 32));
        User user =
                new User(
                        userId,
                        username,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        NO_PASSWORD + userId,
                        clock.instant(),
                        Set.of());
        Device device =
                new Device(userId, deviceId, "bench", "bot", clock.instant(), NO_PASSWORD, 0);
        return store.usernames()
                .claim(username, userId)
                .thenCompose(claimed -> store.users().create(user))
                .thenCompose(created -> store.devices().create(device))
                .thenApply(created -> (Person) new Member(userId, deviceId))
                .toCompletableFuture();
    }

    @Override
    public void close() {
        store.close();
    }

    private final class Member implements Person {
        private final String userId;
        private final String deviceId;

        Member(String userId, String deviceId) {
            this.userId = userId;
            this.deviceId = deviceId;
        }

        @Override
        public String userId() {
            return userId;
        }

        @Override
        public String token() {
            return tokens.issue(userId, deviceId);
        }

        @Override
        public ApiSession api() {
            Tokens fresh =
                    new Tokens(
                            userId,
                            deviceId,
                            token(),
                            clock.instant().plus(TokenIssuer.LIFETIME),
                            "");
            return api.session(fresh, TokenStore.NONE);
        }
    }
}
