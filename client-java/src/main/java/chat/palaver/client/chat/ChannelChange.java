package chat.palaver.client.chat;

import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.Positions;
import java.util.Optional;
import java.util.Set;

/**
 * Membership or title changed.
 *
 * @param role the receiver's own, empty when he is no longer a member
 * @param left whether the receiver is no longer a member
 * @param user whom it concerns, where the server says so
 * @param sender who did it, where the server says so
 * @param position {@link Positions#NONE} when the change came without one
 */
public record ChannelChange(
        String channel,
        String kind,
        String title,
        String role,
        String reason,
        boolean left,
        Optional<String> user,
        Optional<String> sender,
        long position) {
    private static final Set<String> JOINING = Set.of("created", "added", "joined");

    static ChannelChange from(Frame frame) {
        return new ChannelChange(
                frame.string("channelId"),
                frame.string("kind"),
                frame.string("title"),
                frame.string("role"),
                frame.string("reason"),
                frame.flag("left"),
                Optional.of(frame.string("user")).filter(user -> !user.isEmpty()),
                Optional.of(frame.string("sender")).filter(user -> !user.isEmpty()),
                frame.position("position").orElse(Positions.NONE));
    }

    /** Whether it is the change by which this user becomes a member. */
    boolean isJoinOf(String self) {
        return !left && JOINING.contains(reason) && user.map(self::equals).orElse(true);
    }
}
