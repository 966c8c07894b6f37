package chat.palaver.edge.feed;

import chat.palaver.schemas.LogPlace;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Own logs in memory; whoever follows one is given what is appended, until it is held back. */
public final class FakeOwnLogs implements OwnLogs {
    /** Those that are read now. */
    public final Map<LogPlace, Reader> followed = new HashMap<>();

    /** Nothing more comes out of them. */
    public boolean away;

    private final Map<LogPlace, List<LogRecord>> logs = new HashMap<>();
    private final Map<LogPlace, Integer> next = new HashMap<>();
    private final Loop loop;

    public FakeOwnLogs(Loop loop) {
        this.loop = loop;
    }

    /** Somebody's record; gives its offset. */
    public long append(LogPlace place, ByteString value) {
        List<LogRecord> log = log(place);
        long offset = log.size();
        log.add(new LogRecord(place.channel(), place.epoch(), offset, offset, value));
        pump(place);
        return offset;
    }

    @Override
    public void follow(LogPlace place, long from, Reader reader) {
        followed.put(place, reader);
        if (away) {
            return;
        }
        loop.execute(
                () -> {
                    next.put(place, (int) from);
                    pump(place);
                    reader.atEnd();
                });
    }

    @Override
    public void unfollow(LogPlace place) {
        followed.remove(place);
        next.remove(place);
    }

    @Override
    public CompletionStage<Long> mark(LogPlace place) {
        long offset = log(place).size();
        log(place).add(new LogRecord("", place.epoch(), offset, offset, ByteString.EMPTY));
        CompletableFuture<Long> done = new CompletableFuture<>();
        loop.execute(
                () -> {
                    done.complete(offset);
                    pump(place);
                });
        return done;
    }

    /** What has not been handed over yet. */
    private void pump(LogPlace place) {
        Integer from = next.get(place);
        if (from == null || away) {
            return;
        }
        List<LogRecord> all = List.copyOf(log(place));
        next.put(place, all.size());
        List<LogRecord> records =
                all.subList(from, all.size()).stream()
                        .filter(record -> !record.channel().isEmpty())
                        .toList();
        followed.get(place).read(records, all.size());
    }

    private List<LogRecord> log(LogPlace place) {
        return logs.computeIfAbsent(place, p -> new ArrayList<>());
    }
}
