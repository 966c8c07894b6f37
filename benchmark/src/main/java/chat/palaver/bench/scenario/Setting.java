package chat.palaver.bench.scenario;

import chat.palaver.bench.target.DataFolder;
import chat.palaver.bench.target.People;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What every scenario is given.
 *
 * @param edges base URLs, at least one
 * @param data of the system, if it is on this machine
 * @param warmUp seconds before anything is timed
 * @param seconds that are timed
 * @param workers processes of the load generator, at least
 * @param progress takes words for who waits
 */
public record Setting(
        List<URI> edges,
        Optional<DataFolder> data,
        People people,
        int warmUp,
        int seconds,
        int workers,
        Limits limits,
        Clock clock,
        Consumer<String> progress) {
    public Setting {
        edges = List.copyOf(edges);
    }

    /** An edge, in turn. */
    public URI edge(int index) {
        return edges.get(index % edges.size());
    }

    /** The system's processes, if they are known, by name. */
    public Map<String, Long> pids() throws IOException {
        return data.isPresent() ? data.get().pids() : new LinkedHashMap<>();
    }

    /** The same with other limits to compare with. */
    public Setting with(Limits found) {
        return new Setting(edges, data, people, warmUp, seconds, workers, found, clock, progress);
    }
}
