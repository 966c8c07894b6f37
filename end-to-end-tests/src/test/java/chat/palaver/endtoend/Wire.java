package chat.palaver.endtoend;

import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/** What to look for among the frames of a session. */
final class Wire {
    /** Longer than anything takes that goes well, on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Wire() {}

    /** A message as both a frame and the history tell it. */
    record Said(long position, String id, String sender, String text, String time) {
        static Said of(Frame frame) {
            return new Said(
                    frame.position("position").orElseThrow(),
                    frame.string("id"),
                    frame.string("sender"),
                    frame.string("text"),
                    frame.string("time"));
        }

        static Said of(HistoryMessage message) {
            return new Said(
                    message.position(),
                    message.id(),
                    message.sender(),
                    message.text(),
                    message.json().path("time").asText());
        }
    }

    static Predicate<Frame> of(String type, String channel) {
        String field = type.equals("channel") ? "channelId" : "channel";
        return frame -> frame.is(type) && frame.string(field).equals(channel);
    }

    static Predicate<Frame> caughtUp(String channel) {
        return of("caughtUp", channel);
    }

    static Predicate<Frame> message(String id) {
        return frame -> frame.is("message") && frame.string("id").equals(id);
    }

    static Predicate<Frame> sent(String id) {
        return frame -> frame.is("sent") && frame.string("id").equals(id);
    }

    static Predicate<Frame> error(String code) {
        return frame -> frame.is("error") && frame.string("code").equals(code);
    }

    /** A change of membership or title, for its reason. */
    static Predicate<Frame> change(String channel, String reason) {
        return of("channel", channel).and(frame -> frame.string("reason").equals(reason));
    }

    static Predicate<Frame> presence(String user, String status) {
        return frame ->
                frame.is("presence")
                        && frame.string("user").equals(user)
                        && frame.string("status").equals(status);
    }

    /** The answer to a send, whatever it is. */
    static Predicate<Frame> answer(String id) {
        return frame -> (frame.is("sent") || frame.is("error")) && frame.string("id").equals(id);
    }

    /** Sends and waits for {@code sent}; its position. */
    static long say(RawSession session, String id, String channel, String text) {
        session.sendMessage(id, channel, text);
        Frame answer = session.await(answer(id), PATIENCE);
        if (!answer.is("sent")) {
            throw new AssertionError("refused: " + answer.string("code"));
        }
        return answer.position("position").orElseThrow();
    }

    /** As the other, under an id of its own. */
    static long say(RawSession session, String channel, String text) {
        return say(session, newId(), channel, text);
    }

    /** The messages of a channel a session was sent, in the order in which they came. */
    static List<Said> messages(RawSession session, String channel) {
        return session.frames().stream().filter(of("message", channel)).map(Said::of).toList();
    }

    /** All records of a channel a session was sent: messages and changes. */
    static List<Frame> records(RawSession session, String channel) {
        return session.frames().stream()
                .filter(of("message", channel).or(of("channel", channel)))
                .toList();
    }

    static List<Long> positions(List<Frame> records) {
        return records.stream().map(frame -> frame.position("position").orElseThrow()).toList();
    }

    static List<Long> prevs(List<Frame> records) {
        return records.stream().map(frame -> frame.position("prev").orElseThrow()).toList();
    }

    static String newId() {
        return idMadeAt(System.currentTimeMillis());
    }

    /** A UUIDv7 of a moment, as RFC 9562 has it. */
    static String idMadeAt(long millis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (millis << 16) | 0x7000 | random.nextInt(1 << 12);
        long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
