package chat.palaver.check.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One line of a history: something a client did or saw, or something done to the system.
 *
 * <p>Users, devices and channels go by short names ({@code u3}, {@code u3.2}, {@code c5}), which
 * {@link UserMade} and {@link ChannelMade} explain. {@code at} is in microseconds since the history
 * began and never falls from one line to the next: what is sent is written before it is sent, what
 * is received after it was received, so that "this line stands before that one" is never true of
 * two things that really happened the other way round.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Begun.class, name = "begun"),
    @JsonSubTypes.Type(value = Event.UserMade.class, name = "user"),
    @JsonSubTypes.Type(value = Event.ChannelMade.class, name = "channel"),
    @JsonSubTypes.Type(value = Event.Invoked.class, name = "invoked"),
    @JsonSubTypes.Type(value = Event.Acknowledged.class, name = "ok"),
    @JsonSubTypes.Type(value = Event.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = Event.Unanswered.class, name = "unanswered"),
    @JsonSubTypes.Type(value = Event.GivenUp.class, name = "unknown"),
    @JsonSubTypes.Type(value = Event.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = Event.Welcomed.class, name = "welcomed"),
    @JsonSubTypes.Type(value = Event.Closed.class, name = "closed"),
    @JsonSubTypes.Type(value = Event.LoggedOut.class, name = "loggedOut"),
    @JsonSubTypes.Type(value = Event.Reading.class, name = "reading"),
    @JsonSubTypes.Type(value = Event.Delivered.class, name = "delivered"),
    @JsonSubTypes.Type(value = Event.CaughtUp.class, name = "caughtUp"),
    @JsonSubTypes.Type(value = Event.ChangeAsked.class, name = "changeAsked"),
    @JsonSubTypes.Type(value = Event.ChangeAnswered.class, name = "changeAnswered"),
    @JsonSubTypes.Type(value = Event.MoveAsked.class, name = "moveAsked"),
    @JsonSubTypes.Type(value = Event.MoveAnswered.class, name = "moveAnswered"),
    @JsonSubTypes.Type(value = Event.MoveShown.class, name = "moveShown"),
    @JsonSubTypes.Type(value = Event.ReadSent.class, name = "readSent"),
    @JsonSubTypes.Type(value = Event.ReadSeen.class, name = "readSeen"),
    @JsonSubTypes.Type(value = Event.ReadStored.class, name = "readStored"),
    @JsonSubTypes.Type(value = Event.Watched.class, name = "watched"),
    @JsonSubTypes.Type(value = Event.PresenceSeen.class, name = "presence"),
    @JsonSubTypes.Type(value = Event.Row.class, name = "row"),
    @JsonSubTypes.Type(value = Event.HistoryRead.class, name = "historyRead"),
    @JsonSubTypes.Type(value = Event.FaultBegan.class, name = "faultBegan"),
    @JsonSubTypes.Type(value = Event.FaultHealed.class, name = "faultHealed"),
    @JsonSubTypes.Type(value = Event.Settled.class, name = "settled"),
    @JsonSubTypes.Type(value = Event.NotSettled.class, name = "notSettled"),
    @JsonSubTypes.Type(value = Event.Calm.class, name = "calm"),
    @JsonSubTypes.Type(value = Event.Ended.class, name = "ended"),
})
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public sealed interface Event {
    long at();

    /** The first line. */
    record Begun(long at, long seed, Map<String, String> parameters) implements Event {
        public Begun {
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        }
    }

    record UserMade(long at, String user, String userId, String username) implements Event {}

    /**
     * A channel has been made.
     *
     * @param owner stays a member to the end
     * @param members those it was made with, the owner among them
     * @param head its last message by then, 0 for none: a direct channel may be of an earlier run.
     *     What stands up to there, {@code created} among it, is none of this run's; the members are
     *     those it has there
     */
    record ChannelMade(
            long at,
            String channel,
            String channelId,
            String kind,
            String owner,
            List<String> members,
            long head)
            implements Event {
        public ChannelMade {
            members = members == null ? List.of() : List.copyOf(members);
        }
    }

    /**
     * One attempt at a send is about to be written.
     *
     * @param attempt 1 for the first of this send, then 2, ...
     * @param hash of the text, {@link Hashes}
     */
    record Invoked(
            long at,
            String channel,
            String user,
            String id,
            int attempt,
            String device,
            int session,
            String hash,
            int length)
            implements Event {}

    /** {@code sent} came. */
    record Acknowledged(
            long at,
            String channel,
            String user,
            String id,
            int attempt,
            String device,
            long position,
            boolean duplicate)
            implements Event {}

    /** An error came by which nothing was appended. */
    record Refused(long at, String channel, String user, String id, int attempt, String code)
            implements Event {}

    /** Nothing came, or {@code unavailable}: it may have been appended. */
    record Unanswered(long at, String channel, String user, String id, int attempt, String why)
            implements Event {
        private static final String LOST = "connection lost";

        /** Whether its sender's connection is gone, which he may have wanted. */
        @JsonIgnore
        public boolean isCut() {
            return why.equals(LOST);
        }
    }

    /** The send is not tried again. */
    record GivenUp(long at, String channel, String user, String id) implements Event {}

    /**
     * A device has said hello on a new connection.
     *
     * @param session numbered per device
     * @param resume the last position it has, of each channel it has one of
     */
    record Hello(long at, String device, int session, String edge, Map<String, Long> resume)
            implements Event {
        public Hello {
            resume = resume == null ? Map.of() : Map.copyOf(resume);
        }
    }

    record Welcomed(long at, String device, int session) implements Event {}

    /** The connection is gone, whoever ended it. */
    record Closed(long at, String device, int session, int code, String why) implements Event {
        private static final Set<String> OWN_DOINGS =
                Set.of("network lost", "away", "logged out", "all at once", "last resume");

        private static final Set<String> STAYS_AWAY = Set.of("away", "logged out");

        /** Whether the device itself ended it. */
        @JsonIgnore
        public boolean isOwnDoing() {
            return OWN_DOINGS.contains(why);
        }

        /** Whether it ended it in order not to come back at once. */
        public boolean staysAway() {
            return STAYS_AWAY.contains(why);
        }
    }

    record LoggedOut(long at, String device) implements Event {}

    /** The device has stopped reading what it is sent, or goes on. */
    record Reading(long at, String device, boolean on) implements Event {}

    /**
     * A record came.
     *
     * @param type {@code message}, else the reason of a change
     * @param id of a message; changes come without
     * @param hash of a message's text
     * @param user whom a change concerns
     * @param left whether it says that the device's user is no member any more
     */
    record Delivered(
            long at,
            String device,
            int session,
            String channel,
            String type,
            long position,
            long prev,
            String id,
            String sender,
            String hash,
            String user,
            boolean left)
            implements Event {
        @JsonIgnore
        public boolean isMessage() {
            return Event.isMessage(type);
        }
    }

    record CaughtUp(long at, String device, int session, String channel, long position)
            implements Event {}

    /**
     * A membership or title change is asked for over HTTP.
     *
     * @param change its number
     * @param kind {@code put}, {@code remove} or {@code title}
     * @param user whom it concerns, or the new title
     */
    record ChangeAsked(long at, int change, String channel, String kind, String user, String by)
            implements Event {}

    /**
     * And answered.
     *
     * @param code {@code ok} or the problem's code
     */
    record ChangeAnswered(long at, int change, String code) implements Event {}

    /**
     * The log of a channel is asked to lie elsewhere, at its making or later; one at a time.
     *
     * @param log {@code own} or {@code shared}
     */
    record MoveAsked(long at, String channel, String log) implements Event {}

    /**
     * And that is answered; the log moves some time after.
     *
     * @param code {@code ok} or the problem's code
     */
    record MoveAnswered(long at, String channel, String log, String code) implements Event {}

    /** The API says that a channel's log lies where it was asked to. */
    record MoveShown(long at, String channel, String log) implements Event {}

    record ReadSent(long at, String device, String channel, long position) implements Event {}

    record ReadSeen(long at, String device, int session, String channel, String user, long position)
            implements Event {}

    /** What the API says at the end. */
    record ReadStored(long at, String user, String channel, long position) implements Event {}

    record Watched(long at, String device, int session, List<String> users) implements Event {
        public Watched {
            users = users == null ? List.of() : List.copyOf(users);
        }
    }

    record PresenceSeen(long at, String device, int session, String user, String status)
            implements Event {}

    /**
     * A row of the final history, as one member reads it over HTTP.
     *
     * @param type {@code message}, else the reason of a change
     * @param user whom a change concerns
     */
    record Row(
            long at,
            String reader,
            String channel,
            String type,
            long position,
            String id,
            String sender,
            String hash,
            String user)
            implements Event {
        @JsonIgnore
        public boolean isMessage() {
            return Event.isMessage(type);
        }
    }

    /**
     * A member has read a channel's final history.
     *
     * @param rows how many rows it had
     * @param whole whether every page could be read
     */
    record HistoryRead(long at, String reader, String channel, int rows, boolean whole)
            implements Event {}

    record FaultBegan(long at, String fault, String target) implements Event {
        /** The one that breaks nothing: logs move, and nobody is to notice. */
        public static final String MOVES = "moves";

        /** Whether it excuses that things take long. */
        @JsonIgnore
        public boolean isDisturbance() {
            return !fault.equals(MOVES);
        }
    }

    record FaultHealed(long at, String fault, String target) implements Event {}

    /** Everything acknowledged has been delivered, so long after the fault healed. */
    record Settled(long at, String fault, long micros) implements Event {}

    record NotSettled(long at, String fault, long micros, String why) implements Event {}

    /**
     * After the last fault: a while in which nothing is done to the system begins, or is over. What
     * needs quiet to be told from a late consequence, presence for one, can be compared in it.
     */
    record Calm(long at, boolean on) implements Event {}

    /** The last line: everything has been read. */
    record Ended(long at) implements Event {}

    /** Whether a type of record is a message and not a change. */
    static boolean isMessage(String type) {
        return type.equals("message");
    }
}
