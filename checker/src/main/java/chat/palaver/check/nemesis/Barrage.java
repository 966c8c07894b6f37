package chat.palaver.check.nemesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Inflicts faults one after another, in an order and on victims that follow from a seed. Each is
 * healed, and the workload has to settle, before the next one comes: so each can be blamed for what
 * it breaks.
 */
public final class Barrage implements Nemesis {
    /** Between faults the system has to do some work undisturbed. */
    private static final int MESSAGES_BETWEEN = 100;

    /** A system that is broken for good need not be beaten further. */
    private static final int FAILURES_ENOUGH = 3;

    private final Target target;
    private final List<Fault> faults;
    private final long seed;
    private final Consumer<String> log;
    private final List<String> passedOver = new ArrayList<>();

    /** What is at work now, or null. */
    private volatile Strike open;

    /**
     * @param log told what was passed over and what went wrong, a line each; the rest the stage is
     *     told
     */
    public Barrage(Target target, List<Fault> faults, long seed, Consumer<String> log) {
        this.target = target;
        this.faults = List.copyOf(faults);
        this.seed = seed;
        this.log = log;
    }

    /**
     * @throws IllegalStateException after all that could be tried, when some fault had consequences
     *     that did not go away, or could not be inflicted; the others are attached to it
     */
    @Override
    public void run(Stage stage) throws Exception {
        Random random = new Random(seed);
        List<IllegalStateException> failures = new ArrayList<>();
        for (Fault fault : Chance.shuffled(faults, random)) {
            // A seed of its own, so that what one fault draws does not change the next one's.
            inflict(fault, new Random(random.nextLong()), stage).ifPresent(failures::add);
            if (failures.size() >= FAILURES_ENOUGH) {
                break;
            }
        }
        if (!passedOver.isEmpty()) {
            failures.add(
                    new IllegalStateException(
                            "not inflicted, for this system has nobody they could befall: "
                                    + String.join(", ", passedOver)));
        }
        if (!failures.isEmpty()) {
            IllegalStateException first = failures.remove(0);
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    private Optional<IllegalStateException> inflict(Fault fault, Random random, Stage stage)
            throws Exception {
        Optional<Strike> aimed = fault.aim(target, random);
        if (aimed.isEmpty()) {
            log.accept(fault.name() + ": passed over, there is nobody it could befall");
            passedOver.add(fault.name());
            return Optional.empty();
        }
        Strike strike = aimed.get();
        try {
            stage.awaitProgress(MESSAGES_BETWEEN);
            befall(fault, strike, stage);
            stage.settle(fault.name(), fault.settleLimit());
            strike.repair();
            refuseUnaskedDeaths();
            target.awaitInSync();
            return Optional.empty();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            log.accept("%s: %s".formatted(fault.name(), e));
            target.revive();
            return Optional.of(
                    new IllegalStateException(
                            "%s of %s (seed %d): %s"
                                    .formatted(fault.name(), strike.victim(), seed, e.getMessage()),
                            e));
        }
    }

    private void befall(Fault fault, Strike strike, Stage stage) throws Exception {
        stage.began(fault.name(), strike.victim());
        open = strike;
        try {
            strike.begin(stage);
            Thread.sleep(strike.lasts().toMillis());
        } finally {
            strike.heal();
            open = null;
            stage.healed(fault.name(), strike.victim());
        }
    }

    /**
     * Puts right what is broken now: for a check that is itself interrupted, so that somebody
     * else's system is not left as it is in the midst of a fault. May be called from any thread.
     */
    public void undo() throws Exception {
        Strike left = open;
        if (left != null) {
            left.heal();
            target.revive();
        }
    }

    /** A part that ended though nobody ended it is a fault of its own. */
    private void refuseUnaskedDeaths() throws Exception {
        List<String> dead = target.dead();
        if (!dead.isEmpty()) {
            throw new IllegalStateException(
                    "ended by themselves: %s; see their logs".formatted(String.join(", ", dead)));
        }
    }
}
