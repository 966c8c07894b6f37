package chat.palaver.client.chat;

import java.util.Map;

/**
 * What a session has been through so far. In a quiet system all but {@code welcomes} stay 0.
 *
 * @param copies records that came again and were not delivered again
 * @param gaps records that did not follow the one before
 * @param repeats sends written more than once
 */
public record ChatStatistics(
        long welcomes,
        long copies,
        long gaps,
        long repeats,
        Map<DisconnectCause, Long> disconnects) {}
