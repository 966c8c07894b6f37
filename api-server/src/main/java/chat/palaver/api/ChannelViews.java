package chat.palaver.api;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.LogChoice;
import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.store.ChannelHead;
import chat.palaver.store.ChannelVersion;
import chat.palaver.store.Store;
import chat.palaver.store.User;
import chat.palaver.store.UserChannel;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Channels as one of their members sees them: alone, in the feed, and who is in them. */
final class ChannelViews {
    private static final Comparator<Entry> LATEST_FIRST =
            Comparator.comparingLong(Entry::time).thenComparing(Entry::channel).reversed();

    private final Store store;
    private final Accounts accounts;

    /** A channel's place in a feed. */
    private record Entry(long time, String channel, Optional<ChannelHead> head) {}

    ChannelViews(Store store, Accounts accounts) {
        this.store = store;
        this.accounts = accounts;
    }

    ObjectNode channel(Caller caller, String channel) {
        Optional<ChannelHead> head = Answers.of(store.channelHeads().of(channel));
        return view(caller, channel, head).orElseThrow(Problem::notAMember);
    }

    /**
     * The caller's channels, latest activity first.
     *
     * @param cursor null for the first page
     */
    ObjectNode feed(Caller caller, String cursor, int limit) {
        List<String> ids =
                Answers.of(store.userChannels().of(caller.userId())).stream()
                        .map(UserChannel::channelId)
                        .toList();
        Map<String, ChannelHead> heads = Answers.of(store.channelHeads().of(ids));
        List<Entry> entries = new ArrayList<>();
        for (String id : ids) {
            Optional<ChannelHead> head = Optional.ofNullable(heads.get(id));
            entries.add(
                    new Entry(
                            head.map(ChannelHead::timeMillis).orElseGet(() -> since(id)),
                            id,
                            head));
        }
        Optional<Entry> from = Optional.ofNullable(cursor).map(ChannelViews::cursor);
        List<Entry> left =
                entries.stream()
                        .filter(e -> from.isEmpty() || LATEST_FIRST.compare(e, from.get()) > 0)
                        .sorted(LATEST_FIRST)
                        .toList();
        List<Entry> page = left.subList(0, Math.min(limit, left.size()));
        ObjectNode answer = Body.object();
        ArrayNode list = answer.putArray("channels");
        page.forEach(e -> view(caller, e.channel(), e.head()).ifPresent(list::add));
        if (left.size() > page.size()) {
            answer.put("cursor", cursor(page.get(page.size() - 1)));
        }
        return answer;
    }

    ObjectNode members(String channel) {
        ObjectNode answer = Body.object();
        ArrayNode list = answer.putArray("members");
        Answers.of(store.members().latest(channel))
                .forEach(
                        (user, membership) ->
                                list.addObject()
                                        .put("userId", user)
                                        .put("username", username(user))
                                        .put("role", membership.role().wireName()));
        return answer;
    }

    ObjectNode member(String user, Role role) {
        return Body.object()
                .put("userId", user)
                .put("username", username(user))
                .put("role", role.wireName());
    }

    /** Empty if the caller is no member, or no longer. */
    private Optional<ObjectNode> view(Caller caller, String channel, Optional<ChannelHead> head) {
        Map<String, Membership> members = Answers.of(store.members().latest(channel));
        Optional<ChannelVersion> version = Answers.of(store.channels().latest(channel));
        Membership own = members.get(caller.userId());
        if (own == null || version.isEmpty()) {
            return Optional.empty();
        }
        long read =
                Answers.of(store.readPositions().of(caller.userId(), channel))
                        .orElse(Position.NONE);
        int unread =
                Answers.of(
                        store.unreadCounts()
                                .count(
                                        channel,
                                        caller.userId(),
                                        Math.max(read, own.joined()),
                                        ChannelRecord.MESSAGE_FIELD_NUMBER));
        ObjectNode json =
                Body.object()
                        .put("channelId", channel)
                        .put("kind", version.get().kind().wireName())
                        .put("title", version.get().title())
                        .put("log", LogRequest.nameOf(place(version.get()).isOwn()))
                        .put("role", own.role().wireName())
                        .put("members", members.size());
        LogChoice chosen = version.get().log();
        if (chosen.own()) {
            json.put("retention", LogRequest.textOf(chosen.retention()));
        }
        // Who joined later must not see what was said before.
        head.filter(last -> last.position() > own.joined())
                .ifPresent(
                        last ->
                                json.putObject("head")
                                        .put("position", Position.format(last.position()))
                                        .put("time", Body.time(last.timeMillis()))
                                        .put("sender", last.sender())
                                        .put("preview", last.preview()));
        return Optional.of(json.put("unread", unread).put("readPosition", Position.format(read)));
    }

    /** The newest version has a position of the stretch in which the log goes on. */
    private static LogPlace place(ChannelVersion newest) {
        return LogPlace.of(newest.channelId(), newest.position());
    }

    private long since(String channel) {
        return Answers.of(store.channels().latest(channel))
                .map(ChannelVersion::timeMillis)
                .orElse(0L);
    }

    private String username(String user) {
        return accounts.byId(user).map(User::username).orElse("");
    }

    private static String cursor(Entry last) {
        String text = last.time() + ":" + last.channel();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Entry cursor(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            String[] parts = text.split(":", 2);
            return new Entry(Long.parseLong(parts[0]), parts[1], Optional.empty());
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw Problem.invalid("cursor", "not a cursor of this list");
        }
    }
}
