package chat.palaver.client.terminal;

import chat.palaver.client.api.TokenStore;
import chat.palaver.client.api.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * The folder that keeps a login between runs. Its file holds a refresh token, which is as good as a
 * password, so only its owner may read it; and as such a token is good once, two programs must not
 * share a folder, which a lock sees to.
 */
final class ProfileFolder implements TokenStore, AutoCloseable {
    private final Path folder;
    private final Path login;
    private final String api;
    private final FileChannel lock;

    /**
     * @throws InUse when another program has the folder
     */
    ProfileFolder(Path folder, String api) {
        this.folder = folder;
        this.login = folder.resolve("login");
        this.api = api;
        try {
            Files.createDirectories(folder, only("rwx------"));
            lock =
                    FileChannel.open(
                            folder.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!hold(lock)) {
                lock.close();
                throw new InUse(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + folder, e);
        }
    }

    private static boolean hold(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The refresh token of the login at this API server, if one is kept. */
    Optional<String> refreshToken() {
        try {
            if (!Files.exists(login)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(login);
            return lines.size() >= 2 && lines.get(0).equals(api)
                    ? Optional.of(lines.get(1))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + login, e);
        }
    }

    @Override
    public void save(Tokens tokens) {
        try {
            Path fresh = folder.resolve("login.new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, only("rw-------"));
            Files.write(fresh, List.of(api, tokens.refreshToken()));
            Files.move(
                    fresh,
                    login,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the login in " + folder, e);
        }
    }

    /** Forgets the login. */
    void forget() {
        try {
            Files.deleteIfExists(login);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + login, e);
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
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot let go of " + folder, e);
        }
    }

    /** The folder belongs to another running program. */
    static final class InUse extends RuntimeException {
        private static final long serialVersionUID = 1;

        InUse(Path folder) {
            super(folder + " is in use by another chat; give this one its own with --profile DIR");
        }
    }
}
