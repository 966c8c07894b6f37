package chat.palaver.api;

import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.LogChosen;
import chat.palaver.store.MembershipInterval;
import chat.palaver.store.MessagePage;
import chat.palaver.store.MessageRow;
import chat.palaver.store.Store;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The history of a channel in pages: what was said there while the reader was a member. */
final class HistoryPages {
    private static final int ROWS_AT_ONCE = 200;

    /** Rows looked at for one page that has something; behind them the caller asks again. */
    private static final int MAX_ROWS = 20_000;

    /** What a page weighs at most, and one text of the greatest length. */
    static final long MOST_BYTES = 4 << 20;

    private final Store store;

    HistoryPages(Store store) {
        this.store = store;
    }

    /**
     * What to read.
     *
     * @param position exclusive
     * @param oldestFirst after the position, oldest first; else before it, newest first
     * @param changes changes of membership, title and log too
     */
    record Query(String channel, long position, boolean oldestFirst, int limit, boolean changes) {}

    /**
     * Reads a page. It ends early when it weighs {@link #MOST_BYTES}, and then says {@code more}.
     *
     * @param complete the position below which the tables have everything
     */
    ObjectNode read(Query query, List<MembershipInterval> times, long complete) {
        Found found = new Found(query.limit());
        List<MembershipInterval> ordered = new ArrayList<>(times);
        if (!query.oldestFirst()) {
            java.util.Collections.reverse(ordered);
        }
        for (MembershipInterval time : ordered) {
            if (!found.more()) {
                collect(query, time, complete, found);
            }
        }
        ObjectNode answer = Body.object();
        ArrayNode list = answer.putArray("messages");
        found.rows().forEach(row -> list.add(json(row)));
        return answer.put("more", found.more());
    }

    private void collect(Query query, MembershipInterval time, long complete, Found found) {
        long low = time.from() - 1;
        long high = Math.min(time.to(), complete);
        long cursor = query.position();
        int looked = 0;
        boolean more = true;
        while (more && !found.more()) {
            if (looked >= MAX_ROWS && !found.rows().isEmpty()) {
                found.leaveOff();
                return;
            }
            MessagePage<MessageRow> page =
                    query.oldestFirst()
                            ? up(query.channel(), Math.max(low, cursor), high)
                            : down(query.channel(), low, Math.min(high, cursor));
            for (MessageRow row : page.rows()) {
                if (isWanted(row, query.changes())) {
                    found.offer(row);
                }
                cursor = row.position();
            }
            looked += page.rows().size();
            more = page.more() && !page.rows().isEmpty();
        }
    }

    /** The rows of a page, as far as they fit into it. */
    private static final class Found {
        private final int limit;
        private final List<MessageRow> rows = new ArrayList<>();
        private long bytes;
        private boolean more;

        Found(int limit) {
            this.limit = limit;
        }

        void offer(MessageRow row) {
            if (rows.size() < limit && (rows.isEmpty() || bytes < MOST_BYTES)) {
                rows.add(row);
                bytes += row.record().size();
            } else {
                more = true;
            }
        }

        /** There may be more, and it is for the reader to ask for it. */
        void leaveOff() {
            more = true;
        }

        /** Whether nothing more is to be looked for: the reader asks for what comes next. */
        boolean more() {
            return more;
        }

        List<MessageRow> rows() {
            return rows;
        }
    }

    private MessagePage<MessageRow> up(String channel, long after, long before) {
        long upTo = before == Long.MAX_VALUE ? before : before - 1;
        if (after >= upTo) {
            return new MessagePage<>(List.of(), false);
        }
        return Answers.of(store.messages().after(channel, after, upTo, ROWS_AT_ONCE));
    }

    private MessagePage<MessageRow> down(String channel, long after, long before) {
        if (after >= before) {
            return new MessagePage<>(List.of(), false);
        }
        return Answers.of(store.messages().between(channel, after, before, ROWS_AT_ONCE));
    }

    private static boolean isWanted(MessageRow row, boolean changes) {
        boolean message = row.kind() == ChannelRecord.MESSAGE_FIELD_NUMBER;
        boolean change =
                row.kind() >= ChannelRecord.CREATED_FIELD_NUMBER
                        && row.kind() <= ChannelRecord.CHANNEL_DELETED_FIELD_NUMBER;
        boolean log = row.kind() == ChannelRecord.LOG_CHOSEN_FIELD_NUMBER;
        return message || (changes && (change || log));
    }

    private static ObjectNode json(MessageRow row) {
        ChannelRecord record = parse(row);
        ObjectNode json =
                Body.object()
                        .put("channel", row.channelId())
                        .put("position", Position.format(row.position()))
                        .put("id", row.id())
                        .put("sender", row.sender())
                        .put("time", Body.time(row.timeMillis()));
        switch (record.getBodyCase()) {
            case MESSAGE -> {
                json.put("text", record.getMessage().getText());
                if (record.getMessage().getReplyTo() != Position.NONE) {
                    json.put("replyTo", Position.format(record.getMessage().getReplyTo()));
                }
            }
            case CREATED -> change(json, "created").put("title", record.getCreated().getTitle());
            case MEMBER_SET ->
                    change(json, "member")
                            .put("user", record.getMemberSet().getUserId())
                            .put("role", role(record));
            case MEMBER_REMOVED ->
                    change(json, left(record) ? "left" : "removed")
                            .put("user", record.getMemberRemoved().getUserId());
            case TITLE_CHANGED ->
                    change(json, "title").put("title", record.getTitleChanged().getTitle());
            case CHANNEL_DELETED -> change(json, "deleted");
            case LOG_CHOSEN -> log(change(json, "log"), record.getLogChosen());
            case LOG_MOVED, BODY_NOT_SET -> {}
        }
        return json;
    }

    private static void log(ObjectNode json, LogChosen chosen) {
        json.put("log", LogRequest.nameOf(chosen.getOwn()));
        if (chosen.getOwn()) {
            Duration retention = Duration.ofMillis(chosen.getRetentionMillis());
            json.put("retention", LogRequest.textOf(retention));
        }
    }

    private static ObjectNode change(ObjectNode json, String reason) {
        return json.put("type", "channel").put("reason", reason);
    }

    private static String role(ChannelRecord record) {
        return Role.of(record.getMemberSet().getRole()).orElse(Role.MEMBER).wireName();
    }

    private static boolean left(ChannelRecord record) {
        return record.getMemberRemoved().getUserId().equals(record.getSender());
    }

    private static ChannelRecord parse(MessageRow row) {
        try {
            return ChannelRecord.parseFrom(row.record());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored record cannot be parsed", e);
        }
    }
}
