package chat.palaver.check;

import chat.palaver.check.nemesis.Round;
import chat.palaver.check.nemesis.SmallDisk;
import chat.palaver.process.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a system that can suffer what it is to suffer. */
final class OwnSystem {
    private static final int DISK_MEGABYTES = 768;

    /** Logs move as often as the crowd wants, and the largest groups move by themselves. */
    private static final List<String> QUICK_MOVES =
            List.of("--own-logs", "200", "--own-logs-from", "8", "--own-logs-rest", "1");

    private OwnSystem() {}

    /**
     * Starts one and waits until it is ready. It goes away with this process; its data too, unless
     * it is told to keep them.
     *
     * @param portBase its first port, or 0 for any
     * @throws IOException when it does not start
     */
    static LocalSystem start(Round round, int portBase) throws Exception {
        List<String> options =
                new ArrayList<>(
                        List.of("--separate", "--brokers", String.valueOf(round.brokers())));
        options.addAll(QUICK_MOVES);
        if (round.needsProxies()) {
            options.add("--through-proxies");
        }
        Path folder = Files.createTempDirectory("palaver-check.");
        if (!round.needsSmallDisk()) {
            return LocalSystem.start(folder, portBase, options);
        }
        AutoCloseable disk = smallDisk(LocalSystem.dataIn(folder).resolve("kafka-1"));
        try {
            return LocalSystem.start(folder, portBase, options, disk);
        } catch (IOException | RuntimeException e) {
            disk.close(); // Not even begun: it has nobody else.
            throw e;
        }
    }

    private static AutoCloseable smallDisk(Path folder) throws InterruptedException {
        try {
            return SmallDisk.mount(folder, DISK_MEGABYTES);
        } catch (IOException e) {
            System.err.println("palaver check: no disk can be made small here: " + e.getMessage());
            return () -> {};
        }
    }
}
