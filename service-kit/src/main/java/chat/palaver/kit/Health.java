package chat.palaver.kit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Whether a service should live and whether it should get traffic. Live until it has failed: a
 * broker or store out of reach is no reason to restart a process. Ready while it runs and every
 * check is good. Thread-safe.
 */
public final class Health {
    /** More checks than this are a mistake: one was registered per item of something. */
    static final int MOST_CHECKS = 32;

    private static final String LIFECYCLE = "lifecycle";

    private final Map<String, Supplier<HealthResult>> checks =
            Collections.synchronizedMap(new LinkedHashMap<>());
    private final AtomicReference<Phase> phase = new AtomicReference<>(new Phase.Starting());

    /** Where the service stands; it only moves forward, and {@code Failed} is the end. */
    sealed interface Phase {
        record Starting() implements Phase {}

        record Running() implements Phase {}

        record Draining() implements Phase {}

        record Failed(Throwable cause) implements Phase {}

        default String label() {
            return getClass().getSimpleName().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The state of every check.
     *
     * @param good whether all are healthy
     */
    public record Report(boolean good, Map<String, HealthResult> checks) {}

    /**
     * Adds a check to readiness. It must answer in milliseconds, from what is known: it runs at
     * every probe.
     *
     * @throws IllegalStateException if the name is taken or there are too many
     */
    public void register(String check, Supplier<HealthResult> state) {
        synchronized (checks) {
            if (checks.size() >= MOST_CHECKS) {
                throw new IllegalStateException("more than " + MOST_CHECKS + " health checks");
            }
            if (check.equals(LIFECYCLE) || checks.putIfAbsent(check, state) != null) {
                throw new IllegalStateException("health check " + check + " exists");
            }
        }
    }

    /** Whether the process is worth keeping. */
    public Report live() {
        HealthResult lifecycle = HealthResult.of(!(phase() instanceof Phase.Failed), detail());
        return new Report(lifecycle.healthy(), Map.of(LIFECYCLE, lifecycle));
    }

    /** Whether the service should get traffic. */
    public Report ready() {
        Map<String, HealthResult> results = new LinkedHashMap<>();
        results.put(LIFECYCLE, HealthResult.of(phase() instanceof Phase.Running, detail()));
        Map<String, Supplier<HealthResult>> now;
        synchronized (checks) {
            now = new LinkedHashMap<>(checks);
        }
        now.forEach((name, check) -> results.put(name, answer(check)));
        return new Report(results.values().stream().allMatch(HealthResult::healthy), results);
    }

    Phase phase() {
        return phase.get();
    }

    /** False if the service failed or was closed while it started. */
    boolean toRunning() {
        Phase before =
                phase.getAndUpdate(
                        now -> now instanceof Phase.Starting ? new Phase.Running() : now);
        return before instanceof Phase.Starting;
    }

    /** Starting or running to draining; a failed service stays failed. */
    void toDraining() {
        phase.updateAndGet(now -> now instanceof Phase.Failed ? now : new Phase.Draining());
    }

    /** True if this was the first failure, and not after draining began. */
    boolean toFailed(Throwable cause) {
        Phase before =
                phase.getAndUpdate(
                        now ->
                                now instanceof Phase.Failed || now instanceof Phase.Draining
                                        ? now
                                        : new Phase.Failed(cause));
        return before instanceof Phase.Starting || before instanceof Phase.Running;
    }

    private String detail() {
        Phase now = phase();
        return now instanceof Phase.Failed failed ? "failed: " + failed.cause() : now.label();
    }

    private static HealthResult answer(Supplier<HealthResult> check) {
        try {
            return check.get();
        } catch (RuntimeException e) {
            return HealthResult.bad(e.toString());
        }
    }
}
