package chat.palaver.client.terminal;

import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.DeviceDescription;
import chat.palaver.client.api.NewAccount;
import chat.palaver.client.api.PalaverApi;
import chat.palaver.client.terminal.Screen.Look;
import java.util.Locale;
import java.util.Optional;

/**
 * Gets a login: the one kept from the last time, or a new one, of a new account if the user likes.
 */
final class LogIn {
    private static final DeviceDescription DEVICE = DeviceDescription.desktop("terminal");

    private final PalaverApi api;
    private final ProfileFolder profile;
    private final Screen screen;

    LogIn(PalaverApi api, ProfileFolder profile, Screen screen) {
        this.api = api;
        this.profile = profile;
        this.screen = screen;
    }

    /**
     * Gets the login, asking as often as it takes.
     *
     * @param username whom to log in, or null to ask unless a login is kept
     * @param password his password, or null to ask
     * @param signUp whether to make the account first
     * @return empty when the user ended the input instead
     */
    Optional<ApiSession> run(String username, String password, boolean signUp) {
        if (username == null && !signUp) {
            Optional<ApiSession> kept = takeUp();
            if (kept.isPresent()) {
                return kept;
            }
        }
        while (true) {
            Optional<String> name = given(username).or(() -> screen.read("username: "));
            Optional<String> secret =
                    name.flatMap(n -> given(password).or(() -> screen.readSecret("password: ")));
            if (secret.isEmpty()) {
                return Optional.empty();
            }
            String user = name.get().strip().toLowerCase(Locale.ROOT);
            Optional<ApiSession> session = enter(user, secret.get(), signUp);
            if (session.isPresent() || (username != null && password != null)) {
                return session;
            }
        }
    }

    private static Optional<String> given(String value) {
        return Optional.ofNullable(value);
    }

    private Optional<ApiSession> takeUp() {
        Optional<String> token = profile.refreshToken();
        if (token.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(api.takeUp(token.get(), profile));
        } catch (ApiException e) {
            if (!e.isUnauthorized()) {
                throw e;
            }
            screen.show(Look.NOTICE, "The last login is over; log in again.");
            return Optional.empty();
        }
    }

    private Optional<ApiSession> enter(String user, String password, boolean signUp) {
        try {
            if (signUp) {
                api.signUp(NewAccount.of(user, password));
            }
            return Optional.of(api.logIn(user, password, DEVICE, profile));
        } catch (ApiException e) {
            if (e.is("bad_credentials") && screen.isInteractive()) {
                return orSignUp(user, password);
            }
            screen.show(Look.TROUBLE, explain(e));
            return Optional.empty();
        }
    }

    private Optional<ApiSession> orSignUp(String user, String password) {
        screen.show(Look.TROUBLE, "No account of this name has this password.");
        String question = "make a new account called " + SafeText.line(user) + "? [y/N] ";
        boolean wanted =
                screen.read(question)
                        .filter(answer -> answer.strip().toLowerCase(Locale.ROOT).startsWith("y"))
                        .isPresent();
        return wanted ? enter(user, password, true) : Optional.empty();
    }

    private static String explain(ApiException e) {
        return switch (e.code()) {
            case "username_taken" -> "this name is taken";
            case "bad_credentials" -> "name or password is wrong";
            case "invalid" -> "not valid: " + e.field().orElse("") + " " + e.detail();
            case "rate_limited" -> "too many attempts; wait a minute";
            case ApiException.UNREACHABLE -> "the server does not answer; is it up?";
            default -> SafeText.line(e.getMessage());
        };
    }
}
