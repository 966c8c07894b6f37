package chat.palaver.checks;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The cores, in which order, routing, feeds and presence are decided, can be tested without a
 * broker, a store or a socket, because they know of none; nor do they know what time it is.
 */
class PurityTest {
    private static final String[] CORES = {
        "chat.palaver.schemas..",
        "chat.palaver.edge.feed..",
        "chat.palaver.fanout.routing..",
        "chat.palaver.presence.board.."
    };

    private static final Set<String> TIME_OF_DAY =
            Set.of("now", "system", "systemUTC", "systemDefaultZone", "currentTimeMillis");

    @Test
    void keepsTheCoresFreeOfServersAndOfThreads() {
        classes()
                .that()
                .resideInAnyPackage(CORES)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(
                                        "chat.palaver.schemas..",
                                        "chat.palaver.edge.feed..",
                                        "chat.palaver.fanout.routing..",
                                        "chat.palaver.presence.board..",
                                        "java.lang..",
                                        "java.util..",
                                        "java.time..",
                                        "java.io..",
                                        "java.nio",
                                        "java.nio.charset..",
                                        "org.slf4j..",
                                        "java.security..",
                                        "com.google.protobuf..",
                                        "com.fasterxml.jackson..")
                                .or(describe("are primitive", JavaClass::isPrimitive))
                                .or(describe("are arrays", JavaClass::isArray)))
                .check(Codebase.classes());
        noClasses()
                .that()
                .resideInAnyPackage(CORES)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.util.concurrent.locks..", "java.util.logging..")
                                .or(named(Thread.class.getName())))
                .check(Codebase.classes());
    }

    @Test
    void keepsEveryClockOutOfTheCores() {
        noClasses()
                .that()
                .resideInAnyPackage(CORES)
                .should()
                .accessTargetWhere(target(timeOfDay()).or(target(nanoTime())))
                .check(Codebase.classes());
    }

    /** Everybody else is given a {@link Clock}; these make one, for a process and for a client. */
    @Test
    void readsTheTimeOfDayFromAGivenClock() {
        noClasses()
                .that(
                        not(
                                named(
                                        "chat.palaver.kit.RunningService",
                                        "chat.palaver.check.Main",
                                        "chat.palaver.bench.Main",
                                        "chat.palaver.client.api.PalaverApi")))
                .should()
                .accessTargetWhere(target(timeOfDay()))
                .check(Codebase.classes());
    }

    private static DescribedPredicate<AccessTarget> timeOfDay() {
        Set<String> owners =
                Set.of(System.class.getName(), Clock.class.getName(), Instant.class.getName());
        return describe(
                "the time of day",
                target ->
                        owners.contains(target.getOwner().getName())
                                && TIME_OF_DAY.contains(target.getName()));
    }

    private static DescribedPredicate<AccessTarget> nanoTime() {
        return describe(
                "the time since start",
                target ->
                        target.getOwner().isEquivalentTo(System.class)
                                && target.getName().equals("nanoTime"));
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        Set<String> wanted = Set.of(names);
        return describe("are " + wanted, type -> wanted.contains(type.getName()));
    }
}
