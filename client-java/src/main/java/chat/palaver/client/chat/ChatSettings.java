package chat.palaver.client.chat;

import java.time.Duration;

/**
 * Limits and times of a {@link ChatSession}.
 *
 * @param sendWithin how long a send is tried when its caller does not say
 * @param outboxEntries commands that may wait for their answers
 * @param outboxCharacters characters of JSON they may have together
 * @param windowPerChannel commands of one channel under way at a time
 * @param answerTimeout after which an unanswered command is written again on the same connection
 * @param waitingEvents events the listener may be behind before reading pauses
 * @param firstBackoff the most waited before the second attempt to connect; doubles from there
 * @param longestBackoff the most ever waited
 * @param welcomeTimeout from the open socket to {@code welcome}
 * @param gapAttempts reconnects for the same gap before the session goes on without what is missing
 */
public record ChatSettings(
        Duration sendWithin,
        int outboxEntries,
        long outboxCharacters,
        int windowPerChannel,
        Duration answerTimeout,
        int waitingEvents,
        Duration firstBackoff,
        Duration longestBackoff,
        Duration welcomeTimeout,
        int gapAttempts) {

    public ChatSettings {
        if (outboxEntries < 1 || windowPerChannel < 1 || waitingEvents < 1 || gapAttempts < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    public static ChatSettings defaults() {
        return new ChatSettings(
                Duration.ofSeconds(60),
                1_000,
                16_000_000,
                32,
                Duration.ofSeconds(20),
                1_024,
                Duration.ofMillis(250),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                3);
    }

    public ChatSettings withBackoff(Duration first, Duration longest) {
        return new ChatSettings(
                sendWithin,
                outboxEntries,
                outboxCharacters,
                windowPerChannel,
                answerTimeout,
                waitingEvents,
                first,
                longest,
                welcomeTimeout,
                gapAttempts);
    }

    public ChatSettings withWaitingEvents(int count) {
        return new ChatSettings(
                sendWithin,
                outboxEntries,
                outboxCharacters,
                windowPerChannel,
                answerTimeout,
                count,
                firstBackoff,
                longestBackoff,
                welcomeTimeout,
                gapAttempts);
    }

    Outbox.Limits outbox() {
        return new Outbox.Limits(
                outboxEntries, outboxCharacters, windowPerChannel, answerTimeout.toNanos());
    }
}
