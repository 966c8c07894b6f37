package chat.palaver.embeddedcassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimerSlackTest {
    private static final Path PROC = Path.of("/proc");

    @TempDir Path empty;

    @Test
    void threadsHaveThatOfTheOneThatStartedThem() {
        assumeTrue(Files.exists(PROC.resolve("self/timerslack_ns")), "Linux only");

        String seen =
                inThread(
                        () -> {
                            assertThat(new TimerSlack().widen(Duration.ofNanos(321_000))).isTrue();
                            return inThread(TimerSlackTest::ownSlack);
                        });

        assertThat(seen).isEqualTo("321000");
    }

    @Test
    void doesNothingWhereThereIsNoSuchThing() {
        assertThat(new TimerSlack(empty).widen(Duration.ofMillis(1))).isFalse();
    }

    private static String ownSlack() {
        try {
            Path thread = Files.readSymbolicLink(PROC.resolve("thread-self"));
            Path file = PROC.resolve(thread.getFileName()).resolve("timerslack_ns");
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Task {
        String run();
    }

    private static String inThread(Task task) {
        CompletableFuture<String> result = new CompletableFuture<>();
        new Thread(
                        () -> {
                            try {
                                result.complete(task.run());
                            } catch (RuntimeException | Error e) {
                                result.completeExceptionally(e);
                            }
                        })
                .start();
        return result.join();
    }
}
