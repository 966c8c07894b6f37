package chat.palaver.demo.play;

import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.api.HistoryPage;
import chat.palaver.demo.check.Ledger;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Reads over HTTP what the history has of every channel, as one of its members sees it, and notes
 * it in the ledger. The history may be some seconds behind, so what is missing is asked for again
 * for a while.
 */
public final class HistoryReading {
    private static final int PAGE = 200;
    private static final long PAUSE_MILLIS = 250;

    private final Stage stage;
    private final Ledger ledger;
    private final AtomicLong progressedAt = new AtomicLong();

    public HistoryReading(Stage stage, Ledger ledger) {
        this.stage = stage;
        this.ledger = ledger;
    }

    /**
     * Reads all channels.
     *
     * @param patience how long incomplete channels may stay as they are, all together
     */
    public void read(Workers workers, Duration patience, Progress progress)
            throws InterruptedException {
        progressedAt.set(System.nanoTime());
        workers.map(
                stage.rooms(),
                room -> {
                    read(room, patience);
                    return room;
                },
                progress);
    }

    private void read(Room room, Duration patience) throws InterruptedException {
        // Not always the one who made the channel.
        int member = room.members().get(room.number() % room.members().size());
        ApiSession api = stage.login(member);
        awaitRows(api, room, patience);
        page(
                api,
                room,
                message ->
                        ledger.arrived(
                                room.number(),
                                room.history(),
                                new Ledger.Copy(
                                        message.id(),
                                        message.position(),
                                        message.sender(),
                                        message.text())));
    }

    /** Counts first: a row that comes late must not look like one in the wrong place. */
    private void awaitRows(ApiSession api, Room room, Duration patience)
            throws InterruptedException {
        int expected = ledger.size(room.number());
        long rows = page(api, room, message -> {});
        while (rows < expected && System.nanoTime() - progressedAt.get() < patience.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            long before = rows;
            rows = page(api, room, message -> {});
            if (rows > before) {
                progressedAt.set(System.nanoTime());
            }
        }
    }

    /** Pages through a channel from where the play began; returns how many messages there are. */
    private static long page(ApiSession api, Room room, Consumer<HistoryMessage> each) {
        long position = room.start().get();
        long count = 0;
        boolean more = true;
        while (more) {
            HistoryPage page = api.after(room.channel(), position, PAGE);
            for (HistoryMessage message : page.messages()) {
                each.accept(message);
                position = Math.max(position, message.position());
            }
            count += page.messages().size();
            more = page.more() && !page.messages().isEmpty();
        }
        return count;
    }
}
