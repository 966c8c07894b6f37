package chat.palaver.demo.play;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A channel of the play.
 *
 * @param number in the ledger
 * @param history its reader there
 * @param members indexes into the cast
 * @param start the position behind which the play begins, the lowest any member was told
 */
record Room(String channel, int number, int history, List<Integer> members, AtomicLong start) {
    void startsAt(long position) {
        start.accumulateAndGet(position, Math::min);
    }
}
