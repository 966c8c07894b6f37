package chat.palaver.checks;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Habits that no formatter and no compiler holds. */
class HabitsTest {
    /** Names that hide what a thing is. */
    private static final String VAGUE = ".*(Manager|Helper|Util|Utils|Impl|Abstract[A-Z].*)";

    @Test
    void namesThingsByWhatTheyAre() {
        noClasses()
                .that(are(Codebase.written()))
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveNameMatching(VAGUE)
                .check(Codebase.classes());
    }

    @Test
    void asksWithoutGet() {
        methods()
                .that()
                .areDeclaredInClassesThat(Codebase.written())
                .and(are(ofOurOwn()))
                .should()
                .haveNameNotMatching("get[A-Z].*")
                .check(Codebase.classes());
    }

    @Test
    void keepsNothingChangeableInStatics() {
        fields().that()
                .areDeclaredInClassesThat(Codebase.written())
                .and()
                .areStatic()
                .should()
                .beFinal()
                .check(Codebase.classes());
    }

    @Test
    void printsOnlyWhereSomebodyLooks() {
        Set<String> streams = Set.of("out", "err", "in");
        noClasses()
                .that(
                        are(
                                not(
                                        Codebase.of(
                                                "launcher",
                                                "demo",
                                                "checker",
                                                "benchmark",
                                                "terminal-client",
                                                "embedded",
                                                "embedded-kafka",
                                                "embedded-cassandra"))))
                .and()
                .doNotHaveFullyQualifiedName("chat.palaver.kit.ServiceMain")
                .should()
                .accessFieldWhere(
                        describe(
                                "standard streams",
                                access ->
                                        access.getTargetOwner().isEquivalentTo(System.class)
                                                && streams.contains(access.getTarget().getName())))
                .check(Codebase.classes());
        noClasses()
                .should()
                .callMethod(Throwable.class, "printStackTrace")
                .check(Codebase.classes());
    }

    @Test
    void endsAProcessOnlyFromItsMain() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Main")
                .and()
                // Ends a child whose parent is gone.
                .doNotHaveFullyQualifiedName("chat.palaver.process.Owner")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(Codebase.classes());
    }

    @Test
    void logsByOneFace() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.logging..", "org.apache.logging..", "org.apache.log4j..")
                .check(Codebase.classes());
    }

    /** What a library calls cannot be named otherwise. */
    private static DescribedPredicate<JavaMethod> ofOurOwn() {
        return describe(
                "of types that extend no library",
                method ->
                        Stream.concat(
                                        method.getOwner().getAllRawSuperclasses().stream(),
                                        method.getOwner().getAllRawInterfaces().stream())
                                .map(JavaClass::getName)
                                .allMatch(
                                        name ->
                                                name.startsWith("chat.palaver.")
                                                        || name.startsWith("java.lang.")));
    }
}
