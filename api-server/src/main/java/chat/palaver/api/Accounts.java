package chat.palaver.api;

import chat.palaver.ingest.LogAppender;
import chat.palaver.kit.token.TokenIssuer;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.proto.ProfileChanged;
import chat.palaver.schemas.proto.SessionRevoked;
import chat.palaver.schemas.proto.UserEvent;
import chat.palaver.store.Device;
import chat.palaver.store.ProfileChange;
import chat.palaver.store.Store;
import chat.palaver.store.User;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Accounts, log-ins and profiles: what a user is and by which devices. */
final class Accounts {
    private static final Pattern USERNAME = Pattern.compile("[a-z0-9._-]{2,32}");
    private static final Set<String> PLATFORMS = Set.of("web", "ios", "android", "desktop", "bot");
    private static final Set<String> SHAREABLE = Set.of("email", "birthDate", "location");

    /** So long two uses of one refresh token pass for one that was tried twice. */
    private static final Duration AT_ONCE = Duration.ofSeconds(30);

    private static final int MAX_DEVICES = 100;

    private final Store store;
    private final LogAppender log;
    private final Passwords passwords;
    private final TokenIssuer tokens;
    private final RefreshTokens refreshTokens;
    private final Clock clock;

    Accounts(
            Store store,
            LogAppender log,
            Passwords passwords,
            TokenIssuer tokens,
            RefreshTokens refreshTokens,
            Clock clock) {
        this.store = store;
        this.log = log;
        this.passwords = passwords;
        this.tokens = tokens;
        this.refreshTokens = refreshTokens;
        this.clock = clock;
    }

    ObjectNode signUp(Body body) {
        String username = body.text("username");
        if (!USERNAME.matcher(username).matches()) {
            throw Problem.invalid("username", "2 to 32 of a-z 0-9 . _ -");
        }
        String password = body.text("password", 8, 128);
        Optional<String> displayName = body.optional("displayName", 100);
        Optional<String> email = body.optional("email", 254);
        Optional<LocalDate> birthDate = date(body.optional("birthDate", 10));
        Optional<String> location = body.optional("location", 200);
        String claimed = Answers.of(store.usernames().claim(username, Ids.newUser()));
        if (Answers.of(store.users().byId(claimed)).isPresent()) {
            throw taken();
        }
        User user =
                new User(
                        claimed,
                        username,
                        displayName,
                        email,
                        birthDate,
                        location,
                        passwords.hash(password),
                        clock.instant(),
                        Set.of());
        if (!Answers.of(store.users().create(user))) {
            throw taken();
        }
        return Body.object().put("userId", claimed).put("username", username);
    }

    ObjectNode logIn(Body body) {
        String username = body.text("username", 0, 1_000);
        String password = body.text("password", 0, 1_000);
        Body described = body.child("device");
        String name = described.text("name", 1, 100);
        String platform = described.text("platform");
        if (!PLATFORMS.contains(platform)) {
            throw Problem.invalid("platform", "one of " + String.join(" ", PLATFORMS));
        }
        Optional<User> user = byName(username);
        boolean good =
                user.map(found -> passwords.matches(password, found.passwordHash()))
                        .orElseGet(() -> passwords.matchesNobody(password));
        if (!good) {
            throw Problem.of(ProblemCode.BAD_CREDENTIALS, "user name or password is wrong");
        }
        String userId = user.get().userId();
        if (Answers.of(store.devices().of(userId)).size() >= MAX_DEVICES) {
            throw Problem.of(ProblemCode.TOO_MANY_DEVICES, "log out a device first");
        }
        String deviceId = Ids.newDevice();
        String refresh = refreshTokens.issue(userId, deviceId);
        Device device =
                new Device(
                        userId,
                        deviceId,
                        name,
                        platform,
                        clock.instant(),
                        RefreshTokens.hash(refresh),
                        0);
        Answers.of(store.devices().create(device));
        return session(userId, deviceId, refresh);
    }

    /**
     * A token is good once. One used again logs its device out, since somebody has copied it;
     * unless it is the last one, used again at once, by a second tab or after a lost answer. The
     * repetition of one call gets what the call got.
     *
     * @param key the same for every repetition of one call
     */
    ObjectNode refresh(Body body, Optional<String> key) {
        RefreshTokens.Parsed token =
                refreshTokens
                        .parse(body.text("refreshToken"))
                        .orElseThrow(() -> Problem.unauthorized("not a refresh token"));
        String next = refreshTokens.successor(token, key);
        boolean good =
                Answers.of(
                        store.devices()
                                .rotateRefresh(
                                        token.userId(),
                                        token.deviceId(),
                                        token.hash(),
                                        RefreshTokens.hash(next),
                                        token.generation() + 1));
        if (!good) {
            if (!isUsedTwiceAtOnce(token)) {
                logOut(token.userId(), token.deviceId());
            }
            throw Problem.unauthorized("the refresh token is not good any more");
        }
        return session(token.userId(), token.deviceId(), next);
    }

    private boolean isUsedTwiceAtOnce(RefreshTokens.Parsed token) {
        return Answers.of(store.devices().rotation(token.userId(), token.deviceId()))
                .filter(present -> present.generation() == token.generation() + 1)
                .filter(present -> present.since().plus(AT_ONCE).isAfter(clock.instant()))
                .isPresent();
    }

    /**
     * Logs a device out. Repeating it tells the edges again: the first time it may not have come to
     * that.
     *
     * @return whether the user had such a device
     */
    boolean logOut(String userId, String deviceId) {
        if (!Ids.isDevice(deviceId)) {
            return false;
        }
        boolean known = Answers.of(store.devices().delete(userId, deviceId));
        SessionRevoked revoked = SessionRevoked.newBuilder().setDeviceId(deviceId).build();
        Answers.of(
                log.userEvent(
                        UserEvent.newBuilder()
                                .setUserId(userId)
                                .setSessionRevoked(revoked)
                                .build()));
        return known;
    }

    boolean isLoggedIn(String userId, String deviceId) {
        return Answers.of(store.devices().byId(userId, deviceId)).isPresent();
    }

    ObjectNode devices(Caller caller) {
        ObjectNode answer = Body.object();
        ArrayNode list = answer.putArray("devices");
        for (Device device : Answers.of(store.devices().of(caller.userId()))) {
            list.addObject()
                    .put("deviceId", device.deviceId())
                    .put("name", device.name())
                    .put("platform", device.platform())
                    .put("current", device.deviceId().equals(caller.deviceId()));
        }
        return answer;
    }

    ObjectNode profile(Caller caller, String userId) {
        User user = Answers.of(store.users().byId(userId)).orElseThrow(Problem::notFound);
        return profile(user, caller.userId().equals(userId));
    }

    ObjectNode profileByName(Caller caller, String username) {
        User user = byName(username).orElseThrow(Problem::notFound);
        return profile(user, caller.userId().equals(user.userId()));
    }

    ObjectNode change(Caller caller, Body body) {
        ProfileChange change = ProfileChange.none();
        if (body.has("displayName")) {
            change = change.withDisplayName(body.optional("displayName", 100));
        }
        if (body.has("email")) {
            change = change.withEmail(body.optional("email", 254));
        }
        if (body.has("birthDate")) {
            change = change.withBirthDate(date(body.optional("birthDate", 10)));
        }
        if (body.has("location")) {
            change = change.withLocation(body.optional("location", 200));
        }
        if (body.has("shared")) {
            List<String> shared = body.texts("shared");
            if (!SHAREABLE.containsAll(shared)) {
                throw Problem.invalid("shared", "of " + String.join(" ", SHAREABLE));
            }
            change = change.withSharedFields(Set.copyOf(shared));
        }
        Answers.of(store.users().update(caller.userId(), change));
        Answers.of(
                log.userEvent(
                        UserEvent.newBuilder()
                                .setUserId(caller.userId())
                                .setProfileChanged(ProfileChanged.getDefaultInstance())
                                .build()));
        return profile(caller, caller.userId());
    }

    boolean exists(String userId) {
        return Ids.isUser(userId) && Answers.of(store.users().byId(userId)).isPresent();
    }

    Optional<User> byId(String userId) {
        return Answers.of(store.users().byId(userId));
    }

    private Optional<User> byName(String username) {
        if (!USERNAME.matcher(username).matches()) {
            return Optional.empty();
        }
        return Answers.of(store.usernames().find(username))
                .flatMap(id -> Answers.of(store.users().byId(id)));
    }

    private ObjectNode session(String userId, String deviceId, String refresh) {
        return Body.object()
                .put("userId", userId)
                .put("deviceId", deviceId)
                .put("accessToken", tokens.issue(userId, deviceId))
                .put("expiresIn", TokenIssuer.LIFETIME.toSeconds())
                .put("refreshToken", refresh);
    }

    private static ObjectNode profile(User user, boolean own) {
        ObjectNode json =
                Body.object()
                        .put("userId", user.userId())
                        .put("username", user.username())
                        .put("displayName", user.displayName().orElse(user.username()));
        Set<String> shared = user.sharedFields();
        user.email()
                .filter(value -> own || shared.contains("email"))
                .ifPresent(value -> json.put("email", value));
        user.birthDate()
                .filter(value -> own || shared.contains("birthDate"))
                .ifPresent(value -> json.put("birthDate", value.toString()));
        user.location()
                .filter(value -> own || shared.contains("location"))
                .ifPresent(value -> json.put("location", value));
        if (own) {
            ArrayNode list = json.putArray("shared");
            shared.stream().sorted().forEach(list::add);
        }
        return json;
    }

    private static Optional<LocalDate> date(Optional<String> text) {
        try {
            return text.map(LocalDate::parse);
        } catch (DateTimeParseException e) {
            throw Problem.invalid("birthDate", "a date as 2001-12-31");
        }
    }

    private static Problem taken() {
        return Problem.of(ProblemCode.USERNAME_TAKEN, "somebody has this name");
    }
}
