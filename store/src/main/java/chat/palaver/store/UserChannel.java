package chat.palaver.store;

import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.Role;
import java.util.Optional;

/**
 * A channel as one of its users has it.
 *
 * @param role empty: no longer a member
 * @param position of the record that made it so
 */
public record UserChannel(
        String userId, String channelId, Optional<Role> role, long position, Kind kind) {}
