package chat.palaver.store;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * What a user changes of the profile. A field that is null stays as it is; an empty one is removed;
 * so that two devices that change different fields at once do not undo each other.
 */
public record ProfileChange(
        Optional<String> displayName,
        Optional<String> email,
        Optional<LocalDate> birthDate,
        Optional<String> location,
        Set<String> sharedFields) {

    /** Changes nothing; start here and add what changes. */
    public static ProfileChange none() {
        return new ProfileChange(null, null, null, null, null);
    }

    public ProfileChange withDisplayName(Optional<String> value) {
        return new ProfileChange(value, email, birthDate, location, sharedFields);
    }

    public ProfileChange withEmail(Optional<String> value) {
        return new ProfileChange(displayName, value, birthDate, location, sharedFields);
    }

    public ProfileChange withBirthDate(Optional<LocalDate> value) {
        return new ProfileChange(displayName, email, value, location, sharedFields);
    }

    public ProfileChange withLocation(Optional<String> value) {
        return new ProfileChange(displayName, email, birthDate, value, sharedFields);
    }

    public ProfileChange withSharedFields(Set<String> value) {
        return new ProfileChange(displayName, email, birthDate, location, Set.copyOf(value));
    }

    boolean isEmpty() {
        return equals(none());
    }

    /** Without what must not reach a log. */
    @Override
    public String toString() {
        return "ProfileChange";
    }
}
