package chat.palaver.proxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Stands between processes: every {@link Link} is a port that leads to another port, as well or as
 * badly as its {@link Mode} says. From any thread.
 */
public final class FaultProxy implements AutoCloseable {
    private final EventLoop loop;
    private final Map<Link, LinkSwitch> links = new LinkedHashMap<>();

    private FaultProxy(EventLoop loop, List<Link> links, long seed) {
        this.loop = loop;
        Random random = new Random(seed);
        links.forEach(link -> this.links.put(link, new LinkSwitch(link, loop, random)));
    }

    /**
     * Listens on the ports of all links; all are open.
     *
     * @param seed of the jitter
     * @throws IOException when a port is taken
     */
    public static FaultProxy start(List<Link> links, long seed) throws IOException {
        FaultProxy proxy = new FaultProxy(new EventLoop(), links, seed);
        try {
            proxy.loop.call(
                    () -> {
                        for (LinkSwitch each : proxy.links.values()) {
                            each.listen();
                        }
                        return null;
                    });
            return proxy;
        } catch (IOException e) {
            proxy.close();
            throw e;
        }
    }

    /** The links in the order in which they were given. */
    public List<Link> links() {
        return List.copyOf(links.keySet());
    }

    /**
     * Lets a link behave so from now on; on return it does.
     *
     * @throws IOException when it was cut and its port is taken meanwhile
     */
    public void set(Link link, Mode mode) throws IOException {
        LinkSwitch which = known(link);
        loop.call(
                () -> {
                    which.become(mode);
                    return null;
                });
    }

    /** Resets every connection of the link, once. */
    public void reset(Link link) throws IOException {
        LinkSwitch which = known(link);
        loop.call(
                () -> {
                    which.reset();
                    return null;
                });
    }

    /** How each link does now. */
    public List<LinkState> states() throws IOException {
        return loop.call(
                () -> {
                    List<LinkState> states = new ArrayList<>();
                    links.values().forEach(each -> states.add(each.state()));
                    return states;
                });
    }

    private LinkSwitch known(Link link) {
        LinkSwitch found = links.get(link);
        if (found == null) {
            throw new IllegalArgumentException("No such link: " + link);
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        loop.call(
                () -> {
                    for (LinkSwitch each : links.values()) {
                        each.close();
                    }
                    return null;
                });
        loop.close();
    }
}
