package chat.palaver.sink;

import chat.palaver.schemas.Ids;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * The records of one read, sorted by what they ask for: each channel's own, in their order, can be
 * worked on beside the others; interest records are not the sink's; what lies where no reader of
 * its channel would look for it is a misfit.
 *
 * @param runs each channel once
 * @param misfits for the dead letters
 * @param interests how many interest records there were
 */
record Batch(List<Run> runs, List<DeadLetter> misfits, int interests) {

    /**
     * The records of one channel (or user), in log order.
     *
     * @param records at least one
     */
    record Run(String key, List<LogRecord> records) {
        int partition() {
            return records.get(0).partition();
        }
    }

    /**
     * Sorts records.
     *
     * @param records those of a partition in the order of their offsets
     * @param kind which keys are channels' (or users'); see {@link Ids}
     * @param partitionOf the partition in which a key belongs
     */
    static Batch of(Iterable<LogRecord> records, Keys kind, ToIntFunction<String> partitionOf) {
        Map<String, List<LogRecord>> runs = new LinkedHashMap<>();
        List<DeadLetter> misfits = new ArrayList<>();
        int interests = 0;
        for (LogRecord record : records) {
            if (Ids.isEdge(record.key())) {
                interests++;
            } else if (!kind.includes(record.key())) {
                misfits.add(new DeadLetter(record, "the key is no id that belongs here"));
            } else if (partitionOf.applyAsInt(record.key()) != record.partition()) {
                misfits.add(new DeadLetter(record, "not the partition of its key"));
            } else {
                runs.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(record);
            }
        }
        List<Run> all = new ArrayList<>();
        runs.forEach((key, own) -> all.add(new Run(key, List.copyOf(own))));
        return new Batch(List.copyOf(all), List.copyOf(misfits), interests);
    }

    /** Which ids a topic is keyed by, edges aside. */
    interface Keys {
        boolean includes(String key);
    }
}
