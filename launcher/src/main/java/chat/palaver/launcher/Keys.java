package chat.palaver.launcher;

import chat.palaver.kit.token.SigningKeys;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code keys}: makes the key pair of access tokens where there is no {@code up} to do it. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Makes the key pair that signs access tokens, unless it is there.")
final class Keys implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PRIVATE", description = "PEM file, made with mode 600")
    private Path privateKey;

    @Parameters(index = "1", paramLabel = "PUBLIC", description = "PEM file for edges and API")
    private Path publicKey;

    @Override
    public Integer call() throws Exception {
        boolean made = SigningKeys.createIfMissing(privateKey, publicKey);
        System.err.println("palaver: " + privateKey + (made ? " made" : " is there already"));
        return 0;
    }
}
