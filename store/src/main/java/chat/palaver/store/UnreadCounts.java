package chat.palaver.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Counts what a user has not read. It reads the newest keys down to where the user has read, so
 * that the cost follows what is unread and not what there is.
 */
public final class UnreadCounts {
    /** No higher number is told. */
    public static final int MAX_COUNT = 100;

    /** Records looked at for one count: beyond them it is what it is by then. */
    public static final int MAX_LOOKED_AT = 2_000;

    private final Messages messages;

    UnreadCounts(Messages messages) {
        this.messages = messages;
    }

    /**
     * How many records of a kind others wrote after a position.
     *
     * @param after the user's read position or, if higher, the one by which he joined, not included
     * @param kind as in {@link MessageRow}
     * @return 0 to {@link #MAX_COUNT}
     */
    public CompletionStage<Integer> count(String channelId, String userId, long after, int kind) {
        Counting counting = new Counting(userId, kind);
        count(channelId, after, Long.MAX_VALUE, MAX_COUNT, counting);
        return counting.result;
    }

    private void count(String channelId, long after, long before, int limit, Counting counting) {
        messages.keysBetween(channelId, after, before, limit)
                .whenComplete(
                        (page, failure) -> {
                            if (failure != null) {
                                counting.result.completeExceptionally(
                                        DriverFailures.unwrap(failure));
                            } else if (counting.take(page)) {
                                long last = page.rows().get(page.rows().size() - 1).position();
                                count(channelId, after, last, 5 * MAX_COUNT, counting);
                            } else {
                                counting.result.complete(Math.min(MAX_COUNT, counting.count));
                            }
                        });
    }

    private static final class Counting {
        final CompletableFuture<Integer> result = new CompletableFuture<>();
        private final String userId;
        private final int kind;
        private int count;
        private int lookedAt;

        Counting(String userId, int kind) {
            this.userId = userId;
            this.kind = kind;
        }

        /** Whether to go on. */
        boolean take(MessagePage<MessageKey> page) {
            page.rows().stream()
                    .filter(key -> key.kind() == kind && !key.sender().equals(userId))
                    .forEach(key -> count++);
            lookedAt += page.rows().size();
            return page.more() && count < MAX_COUNT && lookedAt < MAX_LOOKED_AT;
        }
    }
}
