package chat.palaver.check.workload;

import chat.palaver.check.history.Event;
import chat.palaver.check.history.Hashes;
import chat.palaver.client.socket.RawSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * Sends, repeats and waits. Every send is tried until it has an answer or its time is over; one in
 * five is repeated through another edge although it need not be: at once, before the answer came,
 * or long after. Belongs to the loop.
 */
final class Sending {
    /** Sends under way beyond which no new ones are begun. */
    static final int MOST_OPEN = 10_000;

    /** Nobody goes on talking for ever without an answer. */
    private static final int MOST_OPEN_EACH = 40;

    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(15);
    private static final Duration NOBODY_CONNECTED = Duration.ofMillis(150);
    private static final int FIRST_PAUSE_MILLIS = 50;
    private static final int LONGEST_PAUSE_MILLIS = 3_000;
    private static final int REPEATED_PERCENT = 20;

    /** While fewer were: not everybody has a connection to another edge when it is time. */
    private static final int REPEATED_PERCENT_BEHIND = 90;

    private static final int REPEAT_LATEST_MILLIS = 20_000;
    private static final int SOON_MILLIS = 25;

    /** Of the repeats of what was answered; about half of all are. */
    private static final int OTHER_TEXT_PERCENT = 2;

    /** One in so many is by somebody who may not, and who does not insist. */
    private static final int ONE_IN_STRANGE = 100;

    /** Texts of about 250 KB: kernels keep up to 10 MB of a connection here, the edge 4. */
    private static final int FLOOD = 100;

    private static final Duration FLOOD_PAUSE = Duration.ofMillis(100);

    /** The number of the attempt a {@code sent} answers that answers none. */
    private static final int UNASKED = 0;

    private final World world;
    private final Loop loop;
    private final Random random;
    private final Texts texts;
    private final MessageIds ids;
    private final Duration budget;
    private int open;
    private int planned;
    private boolean over;
    private long begun;
    private long elsewhere;
    private long answered;
    private long givenUp;

    Sending(World world, Loop loop, MessageIds ids, Duration budget) {
        this.world = world;
        this.loop = loop;
        this.random = world.random();
        this.texts = new Texts(random);
        this.ids = ids;
        this.budget = budget;
    }

    int open() {
        return open;
    }

    long begun() {
        return begun;
    }

    long answered() {
        return answered;
    }

    long givenUp() {
        return givenUp;
    }

    /** Whether nothing is under way and nothing is to come that was planned. */
    boolean isQuiet() {
        return open == 0
                && planned == 0
                && world.devices().stream().allMatch(device -> device.awaited().isEmpty());
    }

    /** What is not answered by now is tried no more. */
    void stop() {
        over = true;
    }

    /** Begins one, somewhere, by somebody who is connected; none if nobody is found. */
    void begin() {
        Room room = world.any(world.rooms());
        boolean strange = random.nextInt(ONE_IN_STRANGE) == 0;
        Person person = strange ? world.stranger() : world.any(room.members());
        Device device = connected(person, null);
        if (device == null || person.open() >= MOST_OPEN_EACH) {
            return;
        }
        Send send = begin(room, device, texts.next(), strange ? Duration.ZERO : budget);
        if (random.nextInt(100) < repeatedPercent()) {
            planRepeat(send, device);
        } else {
            send.plan(0);
        }
    }

    private Send begin(Room room, Device device, String text, Duration patience) {
        Person person = device.person();
        long deadline = System.nanoTime() + patience.toNanos();
        Send send = new Send(room, person, ids.next(), text, Hashes.of(text), deadline);
        open++;
        person.opens(1);
        begun++;
        attempt(send, device);
        return send;
    }

    /**
     * Says the longest texts into this channel, one after the other, until more waits for whoever
     * reads nothing than kernel and edge keep.
     */
    void flood(Room room, Person deaf) {
        flood(room, deaf, FLOOD);
    }

    private void flood(Room room, Person deaf, int left) {
        if (left == 0 || over) {
            return;
        }
        List<Person> others = room.members().stream().filter(person -> person != deaf).toList();
        Device device = others.isEmpty() ? null : connected(world.any(others), null);
        if (device != null) {
            begin(room, device, texts.longest(), budget).plan(0);
        }
        loop.after(FLOOD_PAUSE, () -> flood(room, deaf, left - 1));
    }

    private int repeatedPercent() {
        boolean behind = elsewhere * 100 < begun * REPEATED_PERCENT;
        return behind ? REPEATED_PERCENT_BEHIND : REPEATED_PERCENT;
    }

    private void planRepeat(Send send, Device first) {
        send.plan(1);
        planned++;
        switch (random.nextInt(3)) {
            case 0 -> repeat(send, first);
            case 1 ->
                    loop.after(
                            Duration.ofMillis(random.nextInt(SOON_MILLIS)),
                            () -> repeat(send, first));
            default ->
                    loop.after(
                            Duration.ofMillis(random.nextInt(REPEAT_LATEST_MILLIS)),
                            () -> repeat(send, first));
        }
    }

    private void repeat(Send send, Device first) {
        send.plan(0);
        planned--;
        Device device = connected(send.person(), first);
        if (!over
                && device != null
                && send.text() != null
                && !device.awaited().isWaitedFor(send.id())) {
            attempt(send, device, textOfRepeat(send));
        }
        send.forgetTextIfDone();
    }

    /** Sometimes another one, once the first must stand: it changes nothing. */
    private String textOfRepeat(Send send) {
        boolean another = send.answered() && random.nextInt(100) < OTHER_TEXT_PERCENT;
        return another ? texts.next() : send.text();
    }

    /**
     * A device of this person that is connected and reads, rather on another edge than this one.
     */
    private Device connected(Person person, Device rather) {
        List<Device> able = new ArrayList<>();
        List<Device> elsewhere = new ArrayList<>();
        for (Device device : person.devices()) {
            if (device.isConnected() && device.isReading()) {
                able.add(device);
                if (rather == null || !device.edge().equals(rather.edge())) {
                    elsewhere.add(device);
                }
            }
        }
        if (!elsewhere.isEmpty()) {
            return world.any(elsewhere);
        }
        return able.isEmpty() ? null : world.any(able);
    }

    private void attempt(Send send, Device device) {
        attempt(send, device, send.text());
    }

    /** The history says the first text whatever is sent: that is the one that has to stand. */
    private void attempt(Send send, Device device, String text) {
        Room room = send.room();
        boolean before = send.elsewhere();
        int number = send.beginAttempt(device.edge());
        if (send.elsewhere() && !before) {
            elsewhere++;
        }
        Awaited.Attempt attempt = new Awaited.Attempt(send, number, device.session());
        device.awaited().add(attempt);
        world.history()
                .record(
                        at ->
                                new Event.Invoked(
                                        at,
                                        room.name(),
                                        send.person().name(),
                                        send.id(),
                                        attempt.number(),
                                        device.name(),
                                        attempt.session(),
                                        send.hash(),
                                        send.length()));
        RawSession connection = device.connection();
        connection.sendMessage(send.id(), room.channelId(), text);
        loop.after(
                ANSWER_PATIENCE,
                () -> {
                    if (device.awaited().giveUp(attempt)) {
                        unanswered(attempt, "no answer in time", OptionalLong.empty());
                    }
                });
    }

    /**
     * {@code sent} came, in time or not.
     *
     * @param channel as histories call it
     */
    void sent(Device device, String channel, String id, long position, boolean duplicate) {
        Optional<Awaited.Match> match = device.awaited().answered(id);
        int number = match.map(found -> found.attempt().number()).orElse(UNASKED);
        world.history()
                .record(
                        at ->
                                new Event.Acknowledged(
                                        at,
                                        channel,
                                        device.person().name(),
                                        id,
                                        number,
                                        device.name(),
                                        position,
                                        duplicate));
        match.ifPresent(found -> sent(found, position));
    }

    private void sent(Awaited.Match match, long position) {
        Send send = match.attempt().send();
        send.room().answered(position);
        if (!match.late()) {
            send.endAttempt();
        }
        if (!send.answered()) {
            send.answer();
            answered++;
        }
        end(send);
    }

    void refused(Device device, String id, String code, OptionalLong retryAfterMillis) {
        device.awaited().answered(id).ifPresent(match -> refused(match, code, retryAfterMillis));
    }

    private void refused(Awaited.Match match, String code, OptionalLong retryAfterMillis) {
        Awaited.Attempt attempt = match.attempt();
        Send send = attempt.send();
        if (code.equals("unavailable")) {
            if (!match.late()) {
                unanswered(attempt, code, retryAfterMillis);
            }
            return;
        }
        world.history()
                .record(
                        at ->
                                new Event.Refused(
                                        at,
                                        send.room().name(),
                                        send.person().name(),
                                        send.id(),
                                        attempt.number(),
                                        code));
        if (!match.late()) {
            send.endAttempt();
        }
        if (!code.equals("rate_limited")) {
            if (!send.hasPending()) {
                end(send);
            }
        } else if (!match.late()) {
            retryLater(send, retryAfterMillis);
        }
    }

    /** The connection is gone: whatever waited on it may have been appended or not. */
    void lost(Device device) {
        device.awaited()
                .lost()
                .forEach(attempt -> unanswered(attempt, "connection lost", OptionalLong.empty()));
    }

    private void unanswered(Awaited.Attempt attempt, String why, OptionalLong retryAfterMillis) {
        Send send = attempt.send();
        world.history()
                .record(
                        at ->
                                new Event.Unanswered(
                                        at,
                                        send.room().name(),
                                        send.person().name(),
                                        send.id(),
                                        attempt.number(),
                                        why));
        send.endAttempt();
        retryLater(send, retryAfterMillis);
    }

    private void retryLater(Send send, OptionalLong retryAfterMillis) {
        if (send.over()) {
            send.forgetTextIfDone();
            return;
        }
        int most =
                Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(send.attempts(), 8));
        long millis = retryAfterMillis.orElse(FIRST_PAUSE_MILLIS) + random.nextInt(most);
        loop.after(Duration.ofMillis(millis), () -> retry(send));
    }

    private void retry(Send send) {
        if (send.over() || send.hasPending()) {
            return;
        }
        if (over || send.isLate(System.nanoTime())) {
            world.history()
                    .record(
                            at ->
                                    new Event.GivenUp(
                                            at,
                                            send.room().name(),
                                            send.person().name(),
                                            send.id()));
            givenUp++;
            end(send);
            return;
        }
        Device device = connected(send.person(), null);
        if (device == null || device.awaited().isWaitedFor(send.id())) {
            loop.after(NOBODY_CONNECTED, () -> retry(send));
        } else {
            attempt(send, device);
        }
    }

    private void end(Send send) {
        if (!send.over()) {
            send.end();
            open--;
            send.person().opens(-1);
        }
        send.forgetTextIfDone();
    }
}
