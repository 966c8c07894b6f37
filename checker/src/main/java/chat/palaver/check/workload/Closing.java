package chat.palaver.check.workload;

import chat.palaver.check.history.Event;
import chat.palaver.check.history.Hashes;
import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.Channel;
import chat.palaver.client.api.ChannelPage;
import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.api.HistoryPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Reads what is left when all is over: the whole history over HTTP, and the read positions. */
final class Closing {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration READS_PATIENCE = Duration.ofSeconds(10);
    private static final Duration ROW_PATIENCE = Duration.ofSeconds(60);
    private static final int PAGE = 200;
    private static final int READERS = 4;
    private static final int FORBIDDEN = 403;

    private final World world;

    Closing(World world) {
        this.world = world;
    }

    /** A channel as it is to be read, taken from the loop when nothing changes any more. */
    record Reading(Room room, List<Person> readers, long answered) {
        static Reading of(Room room) {
            List<Person> readers = new ArrayList<>(List.of(room.owner()));
            room.members().stream()
                    .filter(person -> person != room.owner())
                    .limit(READERS - 1L)
                    .forEach(readers::add);
            return new Reading(room, List.copyOf(readers), room.answered());
        }
    }

    /** Reads one channel, as several members see it; waits for rows that are to come. */
    void read(Reading reading) {
        awaitRows(reading);
        reading.readers().forEach(person -> read(reading.room(), person));
    }

    /** What somebody who was never a member is given all the same is taken down. */
    void readAsStranger(Room room, Person stranger) {
        try {
            page(room, stranger, 0).messages().forEach(message -> row(room, stranger, message));
        } catch (ApiException e) {
            if (e.status() != FORBIDDEN) {
                throw new IllegalStateException(
                        "asked by a stranger for " + room.name() + ": " + e.getMessage(), e);
            }
        }
    }

    private void awaitRows(Reading reading) {
        long deadline = System.nanoTime() + ROW_PATIENCE.toNanos();
        ApiSession login = reading.room().owner().api();
        while (System.nanoTime() - deadline < 0) {
            try {
                List<HistoryMessage> latest =
                        login.latest(reading.room().channelId(), 1).messages();
                long head = latest.isEmpty() ? 0 : latest.get(0).position();
                if (head >= reading.answered()) {
                    return;
                }
            } catch (ApiException e) {
                // Asked again.
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void read(Room room, Person person) {
        int rows = 0;
        boolean whole = true;
        try {
            long position = 0;
            boolean more = true;
            while (more) {
                HistoryPage page = page(room, person, position);
                for (HistoryMessage message : page.messages()) {
                    row(room, person, message);
                    position = Math.max(position, message.position());
                }
                rows += page.messages().size();
                more = page.more() && !page.messages().isEmpty();
            }
        } catch (ApiException e) {
            whole = false;
        }
        int count = rows;
        boolean all = whole;
        world.history()
                .record(at -> new Event.HistoryRead(at, person.name(), room.name(), count, all));
    }

    private static HistoryPage page(Room room, Person person, long after) {
        return Patience.call(
                PATIENCE, () -> person.api().history(room.channelId(), null, after, PAGE, true));
    }

    private void row(Room room, Person person, HistoryMessage message) {
        boolean change = message.json().path("type").asText().equals("channel");
        world.history()
                .record(
                        at ->
                                new Event.Row(
                                        at,
                                        person.name(),
                                        room.name(),
                                        change ? message.json().path("reason").asText() : "message",
                                        message.position(),
                                        change ? null : message.id(),
                                        world.nameOf(message.sender()),
                                        change ? null : Hashes.of(message.text()),
                                        world.nameOf(message.json().path("user").asText(""))));
    }

    /** What the API says of everybody's read positions, once it says what others were shown. */
    void readPositions(Person person, Map<String, Long> shown) {
        long deadline = System.nanoTime() + READS_PATIENCE.toNanos();
        List<Event.ReadStored> stored = stored(person);
        while (isBehind(stored, shown) && System.nanoTime() - deadline < 0) {
            pause();
            stored = stored(person);
        }
        for (Event.ReadStored one : stored) {
            world.history()
                    .record(
                            at ->
                                    new Event.ReadStored(
                                            at, one.user(), one.channel(), one.position()));
        }
    }

    private static boolean isBehind(List<Event.ReadStored> stored, Map<String, Long> shown) {
        return stored.stream()
                .anyMatch(
                        one ->
                                one.position()
                                        < shown.getOrDefault(one.channel() + " " + one.user(), 0L));
    }

    private List<Event.ReadStored> stored(Person person) {
        List<Event.ReadStored> stored = new ArrayList<>();
        String cursor = null;
        do {
            String from = cursor;
            ChannelPage page = Patience.call(PATIENCE, () -> person.api().channels(from, 100));
            for (Channel channel : page.channels()) {
                Room room = world.room(channel.channelId());
                if (room != null) {
                    stored.add(
                            new Event.ReadStored(
                                    0, person.name(), room.name(), channel.readPosition()));
                }
            }
            cursor = page.cursor().orElse(null);
        } while (cursor != null);
        return stored;
    }
}
