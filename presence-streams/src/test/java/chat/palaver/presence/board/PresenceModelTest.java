package chat.palaver.presence.board;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.PresenceStatus;
import chat.palaver.schemas.proto.SessionAlive;
import chat.palaver.schemas.proto.SessionEnd;
import chat.palaver.schemas.proto.SessionEnded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the board's queues against a model that looks at everything after every record. */
class PresenceModelTest {
    private static final long[] STEPS = {
        0, 1, 999, 1_000, 2_000, 4_999, 5_000, 8_000, 9_999, 10_001
    };
    private static final int RECORDS = 2_000;

    private final PresenceRules rules = PresenceRules.standard();
    private final List<Known> sessions = new ArrayList<>();
    private final Map<String, Long> heard = new HashMap<>();
    private final Map<String, Long> incarnations = new HashMap<>();
    private final Set<String> dead = new HashSet<>();
    private final Map<String, Long> loggedOut = new HashMap<>();
    private long fresh;
    private long now = -1;

    private static final class Known {
        String edge;
        SessionAlive last;
        long lostAt = -1;
    }

    static List<Long> seeds() {
        return new Random(20_251_124).longs(60).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void boardAndModelAgreeAfterEveryRecord(long seed) {
        Random random = new Random(seed);
        BoardUnderTest test = new BoardUnderTest();
        long[] starts = {1, 1, 1};
        long time = 1_000;
        for (int i = 0; i < RECORDS; i++) {
            time += random.nextInt(400) == 0 ? 46_000 : STEPS[random.nextInt(STEPS.length)];
            Heartbeat beat = any(random, starts);
            test.at(time, beat);
            apply(beat, time);
            for (String user : List.of("u_0", "u_1", "u_2")) {
                assertThat(test.status(user))
                        .as("%s at record %d", user, i)
                        .isEqualTo(status(user));
            }
        }
    }

    private static Heartbeat any(Random random, long[] starts) {
        int edge = random.nextInt(3);
        if (random.nextInt(150) == 0) {
            starts[edge] += random.nextBoolean() ? 5 : -3;
        }
        long late = random.nextInt(40) == 0 ? starts[edge] + 3 : starts[edge];
        Beats beats = new Beats("e_" + edge, late, edge);
        SessionAlive one = session(random);
        return switch (random.nextInt(8)) {
            case 0, 1 -> beats.session(one);
            case 2, 3 -> beats.list(one, session(random));
            case 4 -> beats.list();
            case 5 -> beats.ended(one, SessionEnd.forNumber(random.nextInt(12) == 0 ? 1 : 2));
            case 6 -> beats.ended(one, SessionEnd.SESSION_END_CLOSED);
            default -> Beats.tick();
        };
    }

    private static SessionAlive session(Random random) {
        int user = random.nextInt(3);
        String device = "d_" + user + random.nextInt(2);
        return Beats.alive("u_" + user, device, "s" + random.nextInt(2), random.nextBoolean());
    }

    private void apply(Heartbeat beat, long time) {
        if (now < 0 || time - now > rules.gap().toMillis()) {
            fresh = time;
        }
        now = time;
        if (!beat.hasTick()) {
            hear(beat);
        }
        purge();
    }

    private void hear(Heartbeat beat) {
        String start = beat.getEdge() + "/" + beat.getIncarnation();
        if (dead.contains(start)) {
            return;
        }
        Long before = incarnations.put(beat.getEdge(), beat.getIncarnation());
        if (before != null && before != beat.getIncarnation()) {
            String old = beat.getEdge() + "/" + before;
            dead.add(old);
            sessions.stream()
                    .filter(known -> known.edge.equals(old) && known.lostAt < 0)
                    .forEach(known -> known.lostAt = now);
        }
        heard.put(start, now);
        switch (beat.getEventCase()) {
            case SESSION -> alive(start, beat.getSession());
            case ALIVE -> list(start, beat.getAlive().getSessionsList());
            case ENDED -> ended(start, beat.getEnded());
            default -> throw new AssertionError(beat);
        }
    }

    private void list(String start, List<SessionAlive> listed) {
        listed.forEach(one -> alive(start, one));
        for (Known known : sessions) {
            boolean named = listed.stream().anyMatch(one -> same(known, start, one));
            if (known.edge.equals(start) && known.lostAt < 0 && !named) {
                known.lostAt = now;
            }
        }
    }

    private void alive(String start, SessionAlive one) {
        if (loggedOut.containsKey(one.getDeviceId())) {
            return;
        }
        for (Known known : sessions) {
            if (same(known, start, one)) {
                known.last = one;
                known.lostAt = -1;
                return;
            }
        }
        sessions.removeIf(
                known -> known.lostAt >= 0 && known.last.getDeviceId().equals(one.getDeviceId()));
        Known known = new Known();
        known.edge = start;
        known.last = one;
        sessions.add(known);
    }

    private void ended(String start, SessionEnded ended) {
        SessionAlive one =
                Beats.active(ended.getUserId(), ended.getDeviceId(), ended.getSessionId());
        switch (ended.getReason()) {
            case SESSION_END_LOGOUT -> {
                loggedOut.put(ended.getDeviceId(), now);
                sessions.removeIf(known -> known.last.getDeviceId().equals(ended.getDeviceId()));
            }
            case SESSION_END_CLOSED -> sessions.removeIf(known -> same(known, start, one));
            default ->
                    sessions.stream()
                            .filter(known -> same(known, start, one) && known.lostAt < 0)
                            .forEach(known -> known.lostAt = now);
        }
    }

    private void purge() {
        long window = rules.window().toMillis();
        long grace = rules.grace().toMillis();
        sessions.removeIf(
                known ->
                        known.lostAt >= 0
                                ? now - Math.max(known.lostAt, fresh) >= grace
                                : now - Math.max(heard.get(known.edge), fresh) >= window);
        loggedOut.values().removeIf(since -> now - since >= window);
        for (String edge : List.of("e_0", "e_1", "e_2")) {
            Long heardAt = heard.get(edge + "/" + incarnations.get(edge));
            if (heardAt != null && now - Math.max(heardAt, fresh) >= 3 * window) {
                incarnations.remove(edge);
            }
        }
    }

    private PresenceStatus status(String user) {
        List<Known> his =
                sessions.stream().filter(known -> known.last.getUserId().equals(user)).toList();
        if (his.isEmpty()) {
            return PresenceStatus.PRESENCE_STATUS_OFFLINE;
        }
        return his.stream().allMatch(known -> known.last.getIdle())
                ? PresenceStatus.PRESENCE_STATUS_IDLE
                : PresenceStatus.PRESENCE_STATUS_ONLINE;
    }

    private static boolean same(Known known, String start, SessionAlive one) {
        return known.edge.equals(start)
                && known.last.getUserId().equals(one.getUserId())
                && known.last.getDeviceId().equals(one.getDeviceId())
                && known.last.getSessionId().equals(one.getSessionId());
    }
}
