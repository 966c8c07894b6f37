package chat.palaver.client.chat;

import chat.palaver.client.socket.Frame;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Times in frames; one that cannot be read is treated as absent. */
final class Times {
    private Times() {}

    static Optional<Instant> of(Frame frame, String field) {
        try {
            return frame.has(field)
                    ? Optional.of(Instant.parse(frame.string(field)))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
