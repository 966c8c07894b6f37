package chat.palaver.client.terminal;

import chat.palaver.client.PalaverClient;
import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.chat.ChatSession;
import chat.palaver.client.chat.MemoryPositions;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code palaver chat}. */
@Command(
        name = "palaver chat",
        mixinStandardHelpOptions = true,
        description = "Chat in the terminal. Type /help inside.")
public final class Main implements Callable<Integer> {
    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "the API server (default: ${DEFAULT-VALUE})")
    private URI api;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description = "where the login is kept (default: ~/.config/palaver)")
    private Path profile;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "log in as NAME; the password is asked for, or PALAVER_PASSWORD")
    private String user;

    @Option(names = "--sign-up", description = "make the account first")
    private boolean signUp;

    @Option(names = "--plain", description = "no colours, no line editing; for scripts")
    private boolean plain;

    public static void main(String[] args) {
        System.exit(new picocli.CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() {
        try (Screen screen = screen();
                ProfileFolder folder = new ProfileFolder(profileFolder(), api.toString());
                PalaverClient palaver = PalaverClient.at(api)) {
            return chat(palaver, folder, screen);
        } catch (ProfileFolder.InUse e) {
            System.err.println(e.getMessage());
        } catch (ApiException e) {
            System.err.println("palaver chat: " + SafeText.line(e.getMessage()));
        }
        return 1;
    }

    private int chat(PalaverClient palaver, ProfileFolder folder, Screen screen) {
        Optional<ApiSession> login =
                new LogIn(palaver.api(), folder, screen)
                        .run(user, System.getenv("PALAVER_PASSWORD"), signUp);
        if (login.isEmpty()) {
            return 1;
        }
        Conversation conversation = new Conversation(login.get(), screen, ZoneId.systemDefault());
        try (ChatSession session = palaver.chat(login.get(), new MemoryPositions(), conversation)) {
            if (conversation.run(session)) {
                login.get().logOut();
                folder.forget();
            }
        }
        return 0;
    }

    private Screen screen() {
        if (plain || System.console() == null) {
            return plainScreen();
        }
        try {
            return new LineScreen();
        } catch (UncheckedIOException e) {
            return plainScreen();
        }
    }

    private static Screen plainScreen() {
        return new PlainScreen(
                new InputStreamReader(System.in, StandardCharsets.UTF_8),
                new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }

    private Path profileFolder() {
        if (profile != null) {
            return profile;
        }
        String config = System.getenv("XDG_CONFIG_HOME");
        Path base =
                config == null || config.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".config")
                        : Path.of(config);
        return base.resolve("palaver");
    }
}
