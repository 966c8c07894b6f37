package chat.palaver.check.nemesis;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * No room is left where a broker keeps its logs. The broker may stop; it has to start again once
 * there is room, and nothing that was acknowledged may be gone.
 *
 * <p>Befalls only a broker whose data lies on a small file system of its own: see {@link
 * SmallDisk}.
 */
record FullDisk(String name, Duration lasts) implements Fault {
    private static final long SMALL = 4L * 1024 * 1024 * 1024;
    private static final Duration SETTLE = Duration.ofMinutes(3);

    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        for (String broker : Chance.shuffled(target.partsOf("kafka"), random)) {
            Path folder = target.data().resolve(broker);
            if (isSmallAndApart(folder, target.data())) {
                return Optional.of(new FullStrike(target, broker, folder, lasts));
            }
        }
        return Optional.empty();
    }

    private static boolean isSmallAndApart(Path folder, Path data) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return !store.equals(Files.getFileStore(data)) && store.getTotalSpace() <= SMALL;
    }

    @Override
    public Duration settleLimit() {
        return SETTLE;
    }

    private record FullStrike(Target target, String victim, Path folder, Duration lasts)
            implements Strike {
        private static final int PIECE = 64 * 1024;

        @Override
        public void begin(Stage stage) throws IOException {
            byte[] piece = new byte[PIECE];
            try (OutputStream out = Files.newOutputStream(filler())) {
                while (true) {
                    out.write(piece);
                }
            } catch (IOException e) {
                if (Files.getFileStore(folder).getUsableSpace() >= PIECE) {
                    throw e;
                }
            }
        }

        @Override
        public void heal() throws Exception {
            Files.deleteIfExists(filler());
            if (target.process(victim).isEmpty()) {
                target.restart(victim);
            }
        }

        /** A file: only folders mean something to a broker there. */
        private Path filler() {
            return folder.resolve("filler");
        }
    }
}
