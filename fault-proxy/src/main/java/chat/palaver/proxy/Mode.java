package chat.palaver.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * How a link behaves. The written form, which {@link #parse} reads and {@link #text} gives, is what
 * the control port speaks.
 */
public sealed interface Mode {
    /** As if there were no proxy. */
    static Mode open() {
        return new Open();
    }

    /** Connections are reset, new ones refused. */
    static Mode cut() {
        return new Cut();
    }

    /** The written form. */
    String text();

    /** Whether nothing passes this way, though connections stay. */
    default boolean holds(Direction direction) {
        return false;
    }

    /** By how much the next piece is to arrive later. */
    default long delayNanos(Random random) {
        return 0;
    }

    /** How much passes each way in a second; {@link Long#MAX_VALUE} for as much as can. */
    default long bytesEachSecond() {
        return Long.MAX_VALUE;
    }

    /** As if there were no proxy: {@code open}. */
    record Open() implements Mode {
        @Override
        public String text() {
            return "open";
        }
    }

    /** Connections are reset, new ones refused: {@code cut}. */
    record Cut() implements Mode {
        @Override
        public String text() {
            return "cut";
        }
    }

    /**
     * Connections stay and new ones are accepted, but no byte, no end and no reset passes: {@code
     * half-open both}, {@code half-open forth} or {@code half-open back}. What was sent meanwhile
     * arrives when the link is open again, as it does after a partition that TCP has outlived.
     *
     * @param held the directions in which nothing passes
     */
    record HalfOpen(Set<Direction> held) implements Mode {
        public HalfOpen {
            if (held.isEmpty()) {
                throw new IllegalArgumentException("half-open in no direction");
            }
            held = Set.copyOf(held);
        }

        @Override
        public boolean holds(Direction direction) {
            return held.contains(direction);
        }

        @Override
        public String text() {
            return "half-open "
                    + (held.size() == 2
                            ? "both"
                            : held.iterator().next().name().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * Everything arrives later, in order: {@code delay 200 50}.
     *
     * @param least each way
     * @param jitter at most so much more, drawn for each piece
     */
    record Delay(Duration least, Duration jitter) implements Mode {
        public Delay {
            if (least.isNegative() || jitter.isNegative()) {
                throw new IllegalArgumentException("a delay below 0");
            }
        }

        @Override
        public long delayNanos(Random random) {
            return least.toNanos() + (long) (random.nextDouble() * jitter.toNanos());
        }

        @Override
        public String text() {
            return "delay %d %d".formatted(least.toMillis(), jitter.toMillis());
        }
    }

    /**
     * All connections of a link share so much each way: {@code slow 20000}.
     *
     * @param bytesPerSecond at least 1
     */
    record Slow(long bytesPerSecond) implements Mode {
        public Slow {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("slower than a byte a second");
            }
        }

        @Override
        public long bytesEachSecond() {
            return bytesPerSecond;
        }

        @Override
        public String text() {
            return "slow " + bytesPerSecond;
        }
    }

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException when it is none
     */
    static Mode parse(String text) {
        List<String> words = List.of(text.strip().split("\\s+"));
        return switch (words.get(0) + "/" + (words.size() - 1)) {
            case "open/0" -> open();
            case "cut/0" -> cut();
            case "half-open/0" -> halfOpen("both");
            case "half-open/1" -> halfOpen(words.get(1));
            case "delay/1" -> new Delay(millis(words.get(1)), Duration.ZERO);
            case "delay/2" -> new Delay(millis(words.get(1)), millis(words.get(2)));
            case "slow/1" -> new Slow(Long.parseLong(words.get(1)));
            default -> throw new IllegalArgumentException("no mode of a link: " + text);
        };
    }

    private static Mode halfOpen(String which) {
        return switch (which) {
            case "both" -> new HalfOpen(Set.of(Direction.values()));
            case "forth" -> new HalfOpen(Set.of(Direction.FORTH));
            case "back" -> new HalfOpen(Set.of(Direction.BACK));
            default -> throw new IllegalArgumentException("half-open both, forth or back");
        };
    }

    private static Duration millis(String word) {
        return Duration.ofMillis(Long.parseLong(word));
    }
}
