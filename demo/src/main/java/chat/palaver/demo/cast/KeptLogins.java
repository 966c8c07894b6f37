package chat.palaver.demo.cast;

import chat.palaver.client.api.TokenStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The users of earlier runs at one API server, so that a second demo need not sign them up again:
 * sign-ups are limited and slow, taking up a login is neither. The file holds refresh tokens, which
 * are as good as passwords, so only its owner may read it; they are good once, so only one demo may
 * have the folder at a time. Thread-safe.
 */
public final class KeptLogins implements AutoCloseable {
    private static final int FIELDS = 3;
    private static final int MOST = 10_000;

    private final Path file;
    private final String api;
    private final FileChannel lock;
    private final Map<String, String> tokens = new TreeMap<>();
    private final List<String> ofOthers = new ArrayList<>();

    /**
     * @param api the address of the API server; those kept of others are left alone
     * @throws IOException when the folder is in use or cannot be used
     */
    public KeptLogins(Path folder, String api) throws IOException {
        this.file = folder.resolve("demo-users");
        this.api = api;
        Files.createDirectories(folder, only("rwx------"));
        lock =
                FileChannel.open(
                        folder.resolve("demo-lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        if (!isHeld()) {
            lock.close();
            throw new IOException(
                    folder + " is in use by another demo; give this one its own with --profile");
        }
        if (Files.exists(file)) {
            Files.readAllLines(file).forEach(this::take);
        }
    }

    private boolean isHeld() throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void take(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length == FIELDS && fields[0].equals(api)) {
            tokens.put(fields[1], fields[2]);
        } else if (fields.length == FIELDS && ofOthers.size() < MOST) {
            ofOthers.add(line);
        }
    }

    /** The refresh token kept for this key. */
    synchronized Optional<String> token(String key) {
        return Optional.ofNullable(tokens.get(key));
    }

    /** Keeps the login of this key, whenever its tokens change. */
    TokenStore storeOf(String key) {
        return fresh -> save(key, fresh.refreshToken());
    }

    private synchronized void save(String key, String token) {
        tokens.put(key, token);
        List<String> lines = new ArrayList<>(ofOthers);
        tokens.forEach((name, kept) -> lines.add(api + " " + name + " " + kept));
        try {
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(next);
            Files.createFile(next, only("rw-------"));
            Files.write(next, lines);
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep logins in " + file, e);
        }
    }

    private static FileAttribute<?>[] only(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
