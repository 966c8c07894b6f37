package chat.palaver.checks;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows between modules, and who may see which of the great libraries. */
class LayeringTest {
    private static final Pattern MODULE = Pattern.compile("<module>([a-z-]+)</module>");

    @Test
    void knowsEveryModule() throws IOException {
        Set<String> modules = new TreeSet<>();
        Matcher named = MODULE.matcher(Files.readString(Path.of("../pom.xml")));
        while (named.find()) {
            if (Files.isDirectory(Path.of("..", named.group(1), "src/main/java"))) {
                modules.add(named.group(1));
            }
        }

        Set<String> seen =
                Codebase.classes().stream()
                        .map(type -> Part.of(type.getName()).folder())
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(Part.all())
                .extracting(Part::folder)
                .containsExactlyInAnyOrderElementsOf(modules);
        assertThat(seen).isEqualTo(modules);
    }

    @Test
    void namesNoModuleItMayNotUse() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : Codebase.classes()) {
            Part part = Part.of(type.getName());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getName().startsWith("chat.palaver.")
                        && !part.mayUse(Part.of(target.getName()))) {
                    wrong.add(dependency.getDescription());
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void showsTheStoresDriverToTheStoreAlone() {
        onlyIn(resideInAnyPackage("com.datastax..", "com.scylladb.."), "store");
    }

    @Test
    void showsTheHttpServerToThoseWhoServe() {
        onlyIn(
                resideInAPackage("org.eclipse.jetty..")
                        .and(
                                DescribedPredicate.not(
                                        resideInAnyPackage(
                                                "org.eclipse.jetty.client..",
                                                "org.eclipse.jetty.websocket.api..",
                                                "org.eclipse.jetty.websocket.client..",
                                                "org.eclipse.jetty.util..",
                                                "org.eclipse.jetty.http..",
                                                "org.eclipse.jetty.io.."))),
                "connection-edge",
                "api-server",
                "service-kit",
                // What an edge is compared with: the same server, with nothing behind it.
                "benchmark");
        onlyIn(
                resideInAPackage("org.eclipse.jetty.."),
                "connection-edge",
                "api-server",
                "service-kit",
                "client-java",
                "benchmark");
        onlyIn(resideInAPackage("io.javalin.."), "api-server");
    }

    @Test
    void showsKafkaStreamsToTheStreamsAlone() {
        onlyIn(
                resideInAPackage("org.apache.kafka.streams.."),
                "fanout-streams",
                "presence-streams");
    }

    @Test
    void showsKafkaToServersAlone() {
        onlyIn(
                resideInAnyPackage("org.apache.kafka..", "kafka.."),
                "service-kit",
                "ingest",
                "connection-edge",
                "fanout-streams",
                "presence-streams",
                "history-sink",
                "api-server",
                "embedded-kafka",
                "test-kit",
                "checker",
                "benchmark");
        onlyIn(resideInAnyPackage("kafka..", "org.apache.kafka.server.."), "embedded-kafka");
        onlyIn(resideInAPackage("org.apache.cassandra.."), "embedded-cassandra");
    }

    @Test
    void hasNoCycleOfPackages() {
        slices().matching("chat.palaver.(**)").should().beFreeOfCycles().check(Codebase.classes());
    }

    private static void onlyIn(DescribedPredicate<JavaClass> library, String... folders) {
        noClasses()
                .that(are(DescribedPredicate.not(Codebase.of(folders))))
                .should()
                .dependOnClassesThat(library)
                .check(Codebase.classes());
    }
}
