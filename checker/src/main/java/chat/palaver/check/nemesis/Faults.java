package chat.palaver.check.nemesis;

import chat.palaver.proxy.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The catalogue of what can be inflicted. */
public final class Faults {
    private static final List<String> KINDS =
            List.of("edge", "fanout", "presence", "history", "api", "kafka", "cassandra");

    /** Longer than the lease of an edge (12 s), and the session of a group or a broker (6 s). */
    private static final Duration PAST_SESSIONS = Duration.ofSeconds(20);

    private static final Duration BROKEN = Duration.ofSeconds(15);
    private static final Duration BROKER_AWAY = Duration.ofMinutes(2);
    private static final Duration STORE_AWAY = Duration.ofMinutes(2);
    private static final int RESTARTS = 20;
    private static final int RESTARTS_IN_SHORT = 3;
    private static final Duration MOVING = Duration.ofSeconds(60);
    private static final Duration MOVING_IN_SHORT = Duration.ofSeconds(20);
    private static final int MOVERS = 5;
    private static final int MOVERS_IN_SHORT = 3;

    private Faults() {}

    /** Every fault, whatever it needs; those a system cannot suffer are passed over. */
    public static List<Fault> all() {
        List<Fault> all = new ArrayList<>(ofProcesses());
        all.addAll(ofSeveralBrokers());
        all.addAll(ofLinks());
        return List.copyOf(all);
    }

    /** Those of processes, disks, records and clients: any system can suffer them. */
    static List<Fault> ofProcesses() {
        List<Fault> all = new ArrayList<>();
        all.addAll(kills());
        all.addAll(pairs());
        all.addAll(pauses());
        all.addAll(successions());
        all.add(restarts(RESTARTS));
        all.addAll(amidMoves());
        all.add(
                new Kill(
                        "cassandra-away",
                        List.of("cassandra"),
                        Signal.KILL,
                        STORE_AWAY,
                        STORE_AWAY));
        all.add(new FullDisk("disk-full", BROKEN));
        all.add(new Poison("poison"));
        all.add(new AllAtOnce("all-at-once"));
        all.add(new DeafClient("deaf-client", BROKEN));
        return all;
    }

    /** Those that take three brokers to survive. */
    static List<Fault> ofSeveralBrokers() {
        return List.of(new Leaders("bounce-leaders"), new BrokerGone("broker-gone", BROKER_AWAY));
    }

    /** One kill of each kind of process, and what costs little beside: a few minutes in all. */
    public static List<Fault> brief() {
        List<Fault> brief = new ArrayList<>();
        for (String kind : KINDS) {
            brief.add(
                    new Kill(
                            "kill-" + kind,
                            List.of(kind),
                            Signal.KILL,
                            Duration.ZERO,
                            Duration.ofSeconds(5)));
        }
        brief.add(new Kill("kill-edge+fanout", Signal.KILL, "edge", "fanout"));
        brief.add(new Pause("pause-fanout", Duration.ofSeconds(10), "fanout"));
        brief.add(restarts(RESTARTS_IN_SHORT));
        brief.add(new ManyMoves(MOVING_IN_SHORT));
        brief.add(killMover(MOVERS_IN_SHORT));
        brief.add(new Poison("poison"));
        brief.add(new AllAtOnce("all-at-once"));
        return List.copyOf(brief);
    }

    /**
     * Those that are asked for.
     *
     * @param text {@code none}, {@code short}, {@code all}, or names with commas between them; one
     *     that ends with {@code *} stands for all that begin so
     * @throws IllegalArgumentException when a name is none of ours
     */
    public static List<Fault> named(String text) {
        return switch (text) {
            case "none" -> List.of();
            case "short" -> brief();
            case "all" -> all();
            default -> Arrays.stream(text.split(",")).flatMap(Faults::matching).toList();
        };
    }

    private static Stream<Fault> matching(String name) {
        List<Fault> found =
                all().stream()
                        .filter(
                                fault ->
                                        name.endsWith("*")
                                                ? fault.name()
                                                        .startsWith(
                                                                name.substring(
                                                                        0, name.length() - 1))
                                                : fault.name().equals(name))
                        .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no fault is called %s; there are %s"
                            .formatted(
                                    name,
                                    all().stream()
                                            .map(Fault::name)
                                            .collect(Collectors.joining(", "))));
        }
        return found.stream();
    }

    /** Logs that move, and what may come between. */
    private static List<Fault> amidMoves() {
        List<Fault> amid = new ArrayList<>();
        amid.add(new ManyMoves(MOVING));
        amid.add(killMover(MOVERS));
        for (String kind : List.of("edge", "kafka", "cassandra", "fanout")) {
            Fault kill = new Kill("kill-" + kind, Signal.KILL, kind);
            amid.add(new AmidMoves("moves-kill-" + kind, kill));
        }
        amid.add(
                new AmidMoves(
                        "moves-kill-edge+history",
                        new Kill("kill-edge+history", Signal.KILL, "edge", "history")));
        for (String kind : List.of("edge", "history")) {
            Fault pause = new Pause("pause-" + kind, PAST_SESSIONS, kind);
            amid.add(new AmidMoves("moves-pause-" + kind, pause));
        }
        return amid;
    }

    /** The mover is part of the sink. */
    private static Fault killMover(int times) {
        return new AmidMoves("kill-mover", new KillMover(times));
    }

    private static Fault restarts(int times) {
        return new Restarts("restart-fanouts", "fanout", times);
    }

    private static List<Fault> kills() {
        List<Fault> kills = new ArrayList<>();
        for (String kind : KINDS) {
            kills.add(new Kill("kill-" + kind, Signal.KILL, kind));
            kills.add(new Kill("end-" + kind, Signal.TERM, kind));
        }
        return kills;
    }

    private static List<Fault> pairs() {
        return List.of(
                new Kill("kill-edge+fanout", Signal.KILL, "edge", "fanout"),
                new Kill("kill-edge+edge", Signal.KILL, "edge", "edge"),
                new Kill("kill-fanout+fanout", Signal.KILL, "fanout", "fanout"),
                new Kill("kill-history+cassandra", Signal.KILL, "history", "cassandra"),
                new Kill("kill-kafka+edge", Signal.KILL, "kafka", "edge"),
                new Kill("end-edge+fanout", Signal.TERM, "edge", "fanout"),
                new Kill("end-edge+edge", Signal.TERM, "edge", "edge"),
                new Kill("end-history+presence", Signal.TERM, "history", "presence"));
    }

    private static List<Fault> successions() {
        return List.of(
                new Succession("kill-fanout-then-edge", "fanout", "edge"),
                new Succession("kill-edge-then-fanout", "edge", "fanout"),
                new Succession("kill-fanout-then-fanout", "fanout", "fanout"),
                new Succession("kill-fanout-then-kafka", "fanout", "kafka"),
                new Succession("kill-kafka-then-edge-then-fanout", "kafka", "edge", "fanout"));
    }

    private static List<Fault> pauses() {
        List<Fault> pauses = new ArrayList<>();
        for (String kind : KINDS) {
            pauses.add(new Pause("pause-" + kind, PAST_SESSIONS, kind));
        }
        pauses.add(new Pause("pause-edge+fanout", PAST_SESSIONS, "edge", "fanout"));
        pauses.add(new Pause("pause-fanout+fanout", PAST_SESSIONS, "fanout", "fanout"));
        pauses.add(new Pause("pause-history+cassandra", PAST_SESSIONS, "history", "cassandra"));
        return pauses;
    }

    /** Those of the network; the system needs a proxy between its parts. */
    static List<Fault> ofLinks() {
        List<Fault> links = new ArrayList<>();
        for (String kind : List.of("edge", "fanout", "presence", "history", "api")) {
            links.addAll(linksBetween(kind, "kafka"));
        }
        for (String kind : List.of("edge", "history", "api")) {
            links.addAll(linksBetween(kind, "cassandra"));
        }
        links.addAll(linksBetween("clients", "edge"));
        links.addAll(linksBetween("clients", "api"));
        return links;
    }

    private static List<Fault> linksBetween(String from, String to) {
        return List.of(
                broken("cut", from, to, "cut"),
                broken("hold", from, to, "half-open both"),
                broken("hold-forth", from, to, "half-open forth"),
                broken("hold-back", from, to, "half-open back"),
                broken("delay", from, to, "delay 200 100"),
                broken("slow", from, to, "slow 20000"),
                new BrokenLink(
                        "reset-" + from + ">" + to, from, to, Optional.empty(), Duration.ZERO));
    }

    private static Fault broken(String how, String from, String to, String mode) {
        return new BrokenLink(
                how + "-" + from + ">" + to, from, to, Optional.of(Mode.parse(mode)), BROKEN);
    }
}
