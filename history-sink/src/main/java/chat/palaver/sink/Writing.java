package chat.palaver.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes what the records of one channel come to, in their order, and then tells others. Messages
 * that stand next to each other are written side by side: one wait for all of them, however many
 * there are. A membership or title change waits for all before it and is waited for by all behind
 * it, so that nobody can see a message and not the removal before it.
 *
 * <p>What lies above the partition's progress may have holes for a moment; readers stop there.
 */
final class Writing {
    /** Records written side by side at most. */
    static final int MOST_TOGETHER = 50;

    /** Announcements held back to be appended together. */
    static final int MOST_UNTOLD = 100;

    private final Consumer<List<RowPlan>> rows;
    private final Consumer<List<Announcements>> outlet;
    private final List<RowPlan> unwritten = new ArrayList<>();
    private final List<Announcements> untold = new ArrayList<>();

    /**
     * Nothing yet.
     *
     * @param rows writes the rows of several records side by side; returns when all are there
     * @param outlet tells of several records; returns when all is told
     */
    Writing(Consumer<List<RowPlan>> rows, Consumer<List<Announcements>> outlet) {
        this.rows = rows;
        this.outlet = outlet;
    }

    /** The next record's rows, and what is to be told when they are written. */
    void add(RowPlan plan, Announcements announcements) {
        boolean alone = plan.isChange();
        if (alone || unwritten.size() >= MOST_TOGETHER) {
            write();
        }
        unwritten.add(plan);
        untold.add(announcements);
        if (alone) {
            write();
        }
        if (untold.size() >= MOST_UNTOLD) {
            finish();
        }
    }

    /** Everything is written and told when this returns. */
    void finish() {
        write();
        if (!untold.isEmpty()) {
            outlet.accept(List.copyOf(untold));
            untold.clear();
        }
    }

    private void write() {
        if (!unwritten.isEmpty()) {
            rows.accept(List.copyOf(unwritten));
            unwritten.clear();
        }
    }
}
