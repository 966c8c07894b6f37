package chat.palaver.sink;

import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.fold.MemberChange;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.MembershipChanged;
import chat.palaver.schemas.proto.Notification;
import chat.palaver.schemas.proto.UserEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * What is told to others of one kept record once its rows are written: hints to look at the tables,
 * and whom to notify. They are sent at least once, so receivers tell repeats by the position.
 *
 * @param events one for each user whose membership changed
 * @param notifications the members to be told of a message, by partition of the users
 */
record Announcements(List<UserEvent> events, List<Addressed> notifications) {
    /** Users in one notification at most: 30 KB of ids. */
    static final int MOST_USERS = 1_000;

    /**
     * A notification and the partition of all the users in it.
     *
     * @param partition explicit, since the key is only the first of the users
     */
    record Addressed(int partition, Notification notification) {}

    /**
     * Plans what to tell.
     *
     * @param after the fold that has just kept the record
     * @param partitionOf the partition of a user
     */
    static Announcements of(
            Folded.Kept kept, ChannelFold after, ToIntFunction<String> partitionOf) {
        List<UserEvent> events =
                kept.changes().stream().map(change -> membershipChanged(kept, change)).toList();
        List<Addressed> notifications =
                kept.record().hasMessage() ? notifications(kept, after, partitionOf) : List.of();
        return new Announcements(events, notifications);
    }

    private static UserEvent membershipChanged(Folded.Kept kept, MemberChange change) {
        MembershipChanged changed =
                MembershipChanged.newBuilder()
                        .setChannelId(kept.record().getChannelId())
                        .setPosition(kept.position())
                        .build();
        return UserEvent.newBuilder()
                .setUserId(change.user())
                .setMembershipChanged(changed)
                .build();
    }

    private static List<Addressed> notifications(
            Folded.Kept kept, ChannelFold after, ToIntFunction<String> partitionOf) {
        Map<Integer, List<String>> byPartition = new TreeMap<>();
        after.members().keySet().stream()
                .filter(user -> !user.equals(kept.record().getSender()))
                .sorted()
                .forEach(
                        user ->
                                byPartition
                                        .computeIfAbsent(
                                                partitionOf.applyAsInt(user),
                                                partition -> new ArrayList<>())
                                        .add(user));
        List<Addressed> all = new ArrayList<>();
        byPartition.forEach(
                (partition, users) -> {
                    for (int from = 0; from < users.size(); from += MOST_USERS) {
                        int to = Math.min(users.size(), from + MOST_USERS);
                        all.add(
                                new Addressed(
                                        partition, notification(kept, users.subList(from, to))));
                    }
                });
        return List.copyOf(all);
    }

    private static Notification notification(Folded.Kept kept, List<String> users) {
        ChannelRecord record = kept.record();
        return Notification.newBuilder()
                .setChannelId(record.getChannelId())
                .setPosition(kept.position())
                .setSender(record.getSender())
                .setTime(kept.time())
                .setPreview(Preview.of(record.getMessage().getText()))
                .addAllUsers(users)
                .build();
    }
}
