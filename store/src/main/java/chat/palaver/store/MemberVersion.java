package chat.palaver.store;

import chat.palaver.schemas.fold.Role;
import java.util.Optional;

/**
 * What a user was in a channel from one position on.
 *
 * @param role empty: no member
 * @param reason why, as clients are told
 * @param sender who made it so
 */
public record MemberVersion(
        String channelId,
        String userId,
        long position,
        Optional<Role> role,
        String reason,
        String sender) {}
