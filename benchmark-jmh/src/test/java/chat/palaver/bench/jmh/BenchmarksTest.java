package chat.palaver.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.fold.Folded;
import org.junit.jupiter.api.Test;

/** Each benchmark does what it says it measures: one that measures an early return is none. */
class BenchmarksTest {
    @Test
    void readsAndWritesFrames() throws Exception {
        FrameBenchmark frames = new FrameBenchmark();

        assertThat(frames.decodeSend()).isNotNull();
        assertThat(frames.decodePing()).isNotNull();
        assertThat(new String(frames.encodeMessage(), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("{\"type\":\"message\"")
                .contains(Samples.TEXT);
        assertThat(frames.encodeSent()).isNotEmpty();
    }

    @Test
    void readsAndWritesRecords() throws Exception {
        RecordBenchmark records = new RecordBenchmark();

        assertThat(records.readRecord().toByteArray()).isEqualTo(records.writeRecord());
        assertThat(records.readDelivery().toByteArray()).isEqualTo(records.writeDelivery());
    }

    @Test
    void routesToThoseWhoWantAndToNobodyElse() {
        for (int wantedBy : new int[] {1, 16}) {
            InterestBenchmark interest = new InterestBenchmark();
            interest.channels = 2_500;
            interest.wantedBy = wantedBy;
            interest.learn();

            for (int i = 0; i < 100; i++) {
                assertThat(interest.route()).hasSize(wantedBy);
            }
            assertThat(interest.routeToNobody()).isEmpty();
        }
    }

    @Test
    void foldsNewMessagesAndCopies() {
        FoldBenchmark fold = new FoldBenchmark();
        fold.create();

        for (int i = 0; i < 100; i++) {
            assertThat(fold.newMessage()).isInstanceOf(Folded.Kept.class);
            assertThat(fold.repeatedMessage()).isInstanceOf(Folded.Copy.class);
        }
    }

    @Test
    void deliversEachMessageToEverySession() {
        FeedBenchmark feed = new FeedBenchmark();
        feed.sessions = 10;
        feed.attach();

        long before = feed.deliver();
        long after = feed.deliver();

        assertThat(after - before).isGreaterThan(10L * Samples.TEXT.length());
    }
}
