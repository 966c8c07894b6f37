package chat.palaver.edge.chat;

import chat.palaver.edge.feed.LiveHops;
import chat.palaver.kit.token.AccessClaims;
import chat.palaver.kit.token.InvalidToken;
import chat.palaver.schemas.fold.KeptId;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Heartbeat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the chat of an edge needs from outside. Stages complete on the loop. */
public interface ChatPorts {
    /** Checks an access token; from any thread. */
    AccessClaims verify(String token) throws InvalidToken;

    /** Whether the device is still logged in. */
    CompletionStage<Boolean> deviceExists(String user, String device);

    /** The channels of which the tables say that the user is a member. */
    CompletionStage<List<String>> channelsOf(String user);

    /** What the tables say of one user in one channel. */
    CompletionStage<Standing> standing(String user, String channel);

    /** Whether the user is a member now, and whether he ever was. */
    record Standing(boolean everMember, boolean member) {}

    /** Whether an id has to be looked up before it may be appended, which takes a while. */
    boolean isOld(String id);

    /** The kept record of an old id, if there is one; fails if that cannot be found out. */
    CompletionStage<Optional<KeptId>> oldId(String channel, String sender, String id);

    /**
     * Appends to the channel's log; gives the offset.
     *
     * @param timedSince when the frame arrived that says so, by the clock of {@link LiveHops}
     */
    CompletionStage<Long> append(ChannelRecord record, long timedSince);

    /** Appends an interest record of users to their partition. */
    CompletionStage<Long> userInterest(int partition, List<String> users, boolean on);

    /** Appends a read mark, for other devices, the sink and other members. */
    CompletionStage<Void> read(String user, String channel, long position);

    /** Appends to the heartbeats of a partition, in order; a list is mended by the next. */
    CompletionStage<?> heartbeat(int partition, Heartbeat heartbeat);
}
