package chat.palaver.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GracefulCloseTest {
    private final GracefulClose closing = new GracefulClose("test");
    private final List<String> closed = new CopyOnWriteArrayList<>();

    @Test
    void closesInReverseAndOnce() {
        closing.add("first", () -> closed.add("first"));
        closing.add("second", () -> closed.add("second"));

        assertThat(closing.close(Duration.ofSeconds(10))).isEmpty();
        assertThat(closing.close(Duration.ofSeconds(10))).isEmpty();

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void oneThatThrowsDoesNotKeepTheOthersOpen() {
        closing.add("first", () -> closed.add("first"));
        closing.add(
                "second",
                () -> {
                    throw new IllegalStateException("no");
                });

        List<String> problems = closing.close(Duration.ofSeconds(10));

        assertThat(problems).singleElement().asString().contains("second did not close");
        assertThat(closed).containsExactly("first");
    }

    @Test
    void oneThatHangsIsInterruptedAndTheOthersAreClosed() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        closing.add("first", () -> closed.add("first"));
        closing.add(
                "second",
                () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                });

        List<String> problems = closing.close(Duration.ZERO);

        assertThat(problems).containsExactly("second was not closed in time");
        assertThat(closed).containsExactly("first");
        interrupted.await();
    }
}
