package chat.palaver.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * An account.
 *
 * @param passwordHash as the API made it, salt and parameters included
 * @param sharedFields names of the profile fields that others may see
 */
public record User(
        String userId,
        String username,
        Optional<String> displayName,
        Optional<String> email,
        Optional<LocalDate> birthDate,
        Optional<String> location,
        String passwordHash,
        Instant createdAt,
        Set<String> sharedFields) {
    public User {
        sharedFields = Set.copyOf(sharedFields);
    }

    /** Without what must not reach a log. */
    @Override
    public String toString() {
        return "User[" + userId + "]";
    }
}
