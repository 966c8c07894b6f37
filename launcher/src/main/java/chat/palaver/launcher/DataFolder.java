package chat.palaver.launcher;

import chat.palaver.kit.token.SigningKeys;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/** The folder in which everything of one installation lies, and what is where in it. */
record DataFolder(Path root) {
    private static final int CLUSTER_ID_BYTES = 16;

    DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    Path run() {
        return root.resolve("run");
    }

    Path pidFile(Part part) {
        return run().resolve(part.name() + ".pid");
    }

    Path adminFile(Part part) {
        return run().resolve(part.name() + ".admin");
    }

    Path configFile(Part part) {
        return run().resolve(part.name() + ".yaml");
    }

    /** Which links the proxy has, and by which ports. */
    Path linksFile() {
        return run().resolve("links.json");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path log(String name) {
        return logs().resolve(name + ".log");
    }

    /** Where a part keeps what must survive; the streams keep only locks there. */
    Path stateOf(Part part) {
        return root.resolve(part.name());
    }

    Path tokenPrivateKey() {
        return root.resolve("keys").resolve("token-private.pem");
    }

    Path tokenPublicKey() {
        return root.resolve("keys").resolve("token-public.pem");
    }

    /**
     * Takes the folder for this process until its end.
     *
     * @throws Refusal when another process has it
     */
    FileChannel lock() throws IOException {
        Files.createDirectories(run());
        FileChannel channel =
                FileChannel.open(
                        run().resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Taken by this very process: no lock.
        }
        if (lock == null) {
            channel.close();
            throw new Refusal(root + " is in use by another `palaver up`; give another --data");
        }
        return channel;
    }

    /** Whether an {@code up} has the folder now. */
    boolean isInUse() throws IOException {
        if (!Files.exists(run().resolve("lock"))) {
            return false;
        }
        try (FileChannel channel = lock()) {
            return false;
        } catch (Refusal e) {
            return true;
        }
    }

    /** Makes what an installation has for life: folders, the signing key, the cluster's id. */
    void create() throws IOException {
        Files.createDirectories(run());
        Files.createDirectories(logs());
        Files.createDirectories(tokenPrivateKey().getParent());
        SigningKeys.createIfMissing(tokenPrivateKey(), tokenPublicKey());
        if (!Files.exists(clusterIdFile())) {
            byte[] id = new byte[CLUSTER_ID_BYTES];
            new SecureRandom().nextBytes(id);
            // Kafka takes no id that starts with a dash for an option.
            id[0] &= 0x7f;
            write(clusterIdFile(), Base64.getUrlEncoder().withoutPadding().encodeToString(id));
        }
    }

    String clusterId() throws IOException {
        return Files.readString(clusterIdFile()).strip();
    }

    private Path clusterIdFile() {
        return root.resolve("cluster-id");
    }

    /**
     * Keeps the plan for {@code restart} and {@code status}.
     *
     * @throws Refusal when the data was made by another number of brokers
     */
    void store(Plan plan) throws IOException {
        if (Files.exists(planFile()) && plan().brokers() != plan.brokers()) {
            throw new Refusal(
                    "%s was made with --brokers %d; give that, or another --data"
                            .formatted(root, plan().brokers()));
        }
        Path draft = run().resolve("plan.new");
        try (Writer out = Files.newBufferedWriter(draft)) {
            plan.toProperties().store(out, "The options of `palaver up`");
        }
        Files.move(draft, planFile(), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The options of the {@code up} that has, or last had, this folder.
     *
     * @throws Refusal when there was none
     */
    Plan plan() throws IOException {
        if (!Files.exists(planFile())) {
            throw new Refusal(root + " holds no Palaver: start one with ./palaver up");
        }
        try (Reader in = Files.newBufferedReader(planFile())) {
            Properties properties = new Properties();
            properties.load(in);
            return Plan.of(properties);
        }
    }

    private Path planFile() {
        return root.resolve("plan.properties");
    }

    /** Writes a small file whole, or not at all. */
    static void write(Path file, String text) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out =
                FileChannel.open(
                        draft,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(
                    ByteBuffer.wrap(
                            (text + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
