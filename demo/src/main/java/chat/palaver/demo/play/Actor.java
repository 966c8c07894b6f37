package chat.palaver.demo.play;

import chat.palaver.client.chat.ChatListener;
import chat.palaver.client.chat.ChatMessage;
import chat.palaver.client.chat.Gap;
import chat.palaver.demo.check.Ledger;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/** One member's ears: what comes in the channels of the play goes into the ledger. */
final class Actor implements ChatListener {
    /** Where he is a reader. */
    record Seat(Room room, int reader) {}

    private final Ledger ledger;
    private final Map<String, Seat> seats;
    private final IntConsumer onLine;
    private final Runnable onReady;
    private final Runnable onGap;
    private final Set<String> awaited;

    /**
     * @param seats by channel id
     * @param onLine told the ledger's number of every line that came
     * @param onReady called once, when all channels are live
     * @param onGap called when something is missing and will be fetched
     */
    Actor(
            Ledger ledger,
            Map<String, Seat> seats,
            IntConsumer onLine,
            Runnable onReady,
            Runnable onGap) {
        this.ledger = ledger;
        this.seats = Map.copyOf(seats);
        this.onLine = onLine;
        this.onReady = onReady;
        this.onGap = onGap;
        this.awaited = new HashSet<>(seats.keySet());
    }

    @Override
    public void onMessage(ChatMessage message) {
        Seat seat = seats.get(message.channel());
        if (seat != null) {
            Ledger.Copy copy =
                    new Ledger.Copy(
                            message.id(), message.position(), message.sender(), message.text());
            ledger.arrived(seat.room().number(), seat.reader(), copy).ifPresent(onLine);
        }
    }

    @Override
    public void onCaughtUp(String channel, long position) {
        if (awaited.remove(channel)) {
            seats.get(channel).room().startsAt(position);
            if (awaited.isEmpty()) {
                onReady.run();
            }
        }
    }

    @Override
    public void onGap(Gap gap) {
        onGap.run();
    }
}
