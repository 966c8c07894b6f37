package chat.palaver.check.nemesis;

import chat.palaver.proxy.LinkState;
import chat.palaver.proxy.Mode;
import chat.palaver.proxy.ProxyClient;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * The network between two processes breaks.
 *
 * @param from kind of the one who connects, or {@code clients}
 * @param to kind of the other
 * @param mode how bad it is; nothing for one reset of every connection
 */
record BrokenLink(String name, String from, String to, Optional<Mode> mode, Duration lasts)
        implements Fault {
    private static final Duration SETTLE = Duration.ofMinutes(3);

    @Override
    public Optional<Strike> aim(Target target, Random random) throws Exception {
        Optional<ProxyClient> proxy = target.proxy();
        if (proxy.isEmpty()) {
            return Optional.empty();
        }
        return Chance.oneOf(
                        proxy.get().states().stream()
                                .map(LinkState::link)
                                .filter(link -> isOf(from, link.from()) && isOf(to, link.to()))
                                .toList(),
                        random)
                .map(link -> new LinkStrike(proxy.get(), link.from(), link.to(), mode, lasts));
    }

    private static boolean isOf(String kind, String name) {
        return name.equals(kind) || name.matches(kind + "-\\d+");
    }

    @Override
    public Duration settleLimit() {
        return SETTLE;
    }

    private record LinkStrike(
            ProxyClient proxy, String from, String to, Optional<Mode> mode, Duration lasts)
            implements Strike {
        @Override
        public String victim() {
            return from + ">" + to + mode.map(each -> " " + each.text()).orElse("");
        }

        @Override
        public void begin(Stage stage) throws Exception {
            if (mode.isPresent()) {
                proxy.set(from, to, mode.get());
            } else {
                proxy.reset(from, to);
            }
        }

        @Override
        public void heal() throws Exception {
            if (mode.isPresent()) {
                proxy.set(from, to, Mode.open());
            }
        }
    }
}
