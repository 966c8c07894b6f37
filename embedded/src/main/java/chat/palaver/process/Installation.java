package chat.palaver.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the built modules lie. Kafka, Cassandra and the services have class paths that clash with
 * each other, so each runs from its own module's {@code target} folder instead of one big jar.
 */
public record Installation(Path home) {
    private static final String MARKER = "embedded-kafka";

    /**
     * Finds the home folder: the environment's {@code PALAVER_HOME}, else the working folder or the
     * nearest one above it that holds the modules (tests run in a module's folder).
     *
     * @throws IllegalStateException when there is none
     */
    public static Installation locate() {
        String named = System.getenv("PALAVER_HOME");
        Path start = Path.of(named == null ? "" : named).toAbsolutePath().normalize();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(MARKER))) {
                return new Installation(folder);
            }
        }
        throw new IllegalStateException(
                "No folder with " + MARKER + " at or above " + start + "; set PALAVER_HOME");
    }

    /**
     * {@code palaver up}, {@code restart} or {@code status} of what is built: the script without
     * its look whether to build first.
     *
     * @throws IllegalStateException when it has not been built
     */
    public JavaCommand palaver(List<String> arguments) {
        // As the script does it: without --separate all services share the process of `up`.
        boolean alone = arguments.contains("up") && !arguments.contains("--separate");
        JavaCommand command =
                new JavaCommand(
                        classPath("launcher"),
                        List.of(
                                alone ? "-Xmx640m" : "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-XX:MaxDirectMemorySize=192m",
                                "-Djava.awt.headless=true"),
                        "chat.palaver.launcher.Main",
                        arguments);
        JavaCommand fitting =
                arguments.contains("--short-lived") ? command.compilingQuickly() : command;
        return alone ? fitting.with(classArchive("launcher").use()) : fitting;
    }

    /**
     * The class path of a module: the libraries its build has copied, then its classes. A {@link
     * ClassArchive} is one of libraries only, and they have to come first.
     *
     * @throws IllegalStateException when the module has not been built
     */
    public List<String> classPath(String module) {
        Path target = home.resolve(module).resolve("target");
        Path classes = target.resolve("classes");
        Path libraries = target.resolve("lib");
        if (!Files.isDirectory(classes) || !Files.isDirectory(libraries)) {
            throw new IllegalStateException(
                    module + " is not built: run mvn -Dquick -DskipTests package in " + home);
        }
        return List.of(libraries + "/*", classes.toString());
    }

    /** The archive of a module's libraries, which may not be there yet. */
    public ClassArchive classArchive(String module) {
        return new ClassArchive(home.resolve(module).resolve("target"));
    }
}
