package chat.palaver.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id (RFC 9106; 19 MiB, 2 passes, the OWASP minimum) on a few threads
 * of its own: a hash costs memory and a tenth of a second, so that a flood of log-ins must queue
 * here, and be refused, before it takes the machine.
 */
final class Passwords implements AutoCloseable {
    static final int MAX_WAITING = 64;
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LENGTH = 32;
    private static final String SCHEME = "argon2id";

    private final SecureRandom random = new SecureRandom();
    private final ThreadPoolExecutor pool;
    private final String nobodys;

    Passwords(ThreadFactory threads) {
        int size = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        pool =
                new ThreadPoolExecutor(
                        size,
                        size,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_WAITING),
                        threads);
        nobodys = compute("nobody's");
    }

    /** Salt and hash of a password, as the store keeps them. */
    String hash(String password) {
        return onPool(() -> compute(password));
    }

    /** Whether the password is the one hashed. */
    boolean matches(String password, String stored) {
        return onPool(() -> compare(password, stored));
    }

    /** Costs what {@link #matches} costs and says no: for user names that nobody has. */
    boolean matchesNobody(String password) {
        matches(password, nobodys);
        return false;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    private <T> T onPool(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            pool.execute(
                    () -> {
                        try {
                            result.complete(work.call());
                        } catch (Exception e) {
                            result.completeExceptionally(e);
                        }
                    });
        } catch (RejectedExecutionException e) {
            throw Problem.unavailable("too many log-ins at once");
        }
        return Answers.of(result);
    }

    private String compute(String password) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return SCHEME
                + "$"
                + base64.encodeToString(salt)
                + "$"
                + base64.encodeToString(argon2id(password, salt));
    }

    private static boolean compare(String password, String stored) {
        String[] parts = stored.split("\\$", -1);
        if (parts.length != 3 || !parts[0].equals(SCHEME)) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(parts[2]);
        byte[] salt = Base64.getDecoder().decode(parts[1]);
        return MessageDigest.isEqual(expected, argon2id(password, salt));
    }

    private static byte[] argon2id(String password, byte[] salt) {
        Argon2Parameters parameters =
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withIterations(PASSES)
                        .withMemoryAsKB(MEMORY_KIB)
                        .withParallelism(1)
                        .withSalt(salt)
                        .build();
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] hash = new byte[LENGTH];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
