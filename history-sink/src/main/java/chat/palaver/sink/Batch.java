package chat.palaver.sink;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The records of one read, sorted by what they ask for: each channel's own, in their order, can be
 * worked on beside the others; interest records and marks of edges are not the sink's; what lies
 * where no reader of its channel would look for it is a misfit.
 *
 * @param runs each channel once
 * @param misfits for the dead letters
 * @param interests how many records of edges there were
 */
record Batch(List<Run> runs, List<DeadLetter> misfits, int interests) {

    /**
     * The records of one channel (or user), in log order.
     *
     * @param part where they were read
     * @param records at least one
     */
    record Run(LogPart part, String key, List<LogRecord> records) {}

    /**
     * Sorts records.
     *
     * @param records those of a partition in the order of their offsets
     * @param kind which keys are channels' (or users'); see {@link Ids}
     * @param partitionOf the partition in which a key belongs
     */
    static Batch of(Iterable<LogRecord> records, Keys kind, ToIntFunction<String> partitionOf) {
        Map<Log, List<LogRecord>> runs = new LinkedHashMap<>();
        List<DeadLetter> misfits = new ArrayList<>();
        int interests = 0;
        for (LogRecord record : records) {
            if (Ids.isEdge(record.key())) {
                interests++;
                continue;
            }
            Optional<String> misfit = misfit(record, kind, partitionOf);
            if (misfit.isPresent()) {
                misfits.add(new DeadLetter(record, misfit.get()));
            } else {
                Log log = new Log(record.part(), record.key());
                runs.computeIfAbsent(log, first -> new ArrayList<>()).add(record);
            }
        }
        List<Run> all = new ArrayList<>();
        runs.forEach((log, its) -> all.add(new Run(log.part(), log.key(), List.copyOf(its))));
        return new Batch(List.copyOf(all), List.copyOf(misfits), interests);
    }

    /** A channel whose log has just moved may have two in one batch. */
    private record Log(LogPart part, String key) {}

    private static Optional<String> misfit(
            LogRecord record, Keys kind, ToIntFunction<String> partitionOf) {
        if (!kind.includes(record.key())) {
            return Optional.of("the key is no id that belongs here");
        }
        Optional<LogPlace> own = record.part().own();
        if (own.isPresent()) {
            boolean its = own.get().channel().equals(record.key());
            return its ? Optional.empty() : Optional.of("not the channel of this log");
        }
        boolean here = partitionOf.applyAsInt(record.key()) == record.part().partition();
        return here ? Optional.empty() : Optional.of("not the partition of its key");
    }

    /** Which ids a topic is keyed by, edges aside. */
    interface Keys {
        boolean includes(String key);
    }
}
