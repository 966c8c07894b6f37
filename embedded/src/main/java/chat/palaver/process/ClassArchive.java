package chat.palaver.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The classes of a module's libraries as a JVM has them once they are loaded, in a file that it
 * maps (class-data sharing): a service of Palaver then starts in half the time. Some process notes
 * what it loads ({@link #note}), of that the archive is made ({@link #make}), later ones take it
 * ({@link #use}). A JVM that finds other libraries than those of the archive does without, and
 * without the archive of the JDK's own classes too; hence the care about what is still good.
 */
public final class ClassArchive {
    private static final String NOTES = ".classes";
    private static final String ARCHIVE = ".jsa";
    private static final String UNFINISHED = "unfinished-";
    private static final int HEAP_MEGABYTES = 512;
    private static final long LONG_MILLIS = 3_600_000;

    private final Path libraries;
    private final Path folder;
    private final Path archive;

    /**
     * Holds where the libraries lay, since those of a folder that was moved are others to a JVM,
     * and how long the archive is: one that ends too early would end every JVM that takes it.
     */
    private final Path origin;

    /**
     * @param target a module's build folder
     */
    ClassArchive(Path target) {
        libraries = target.resolve("lib");
        folder = target.resolve("class-archive");
        // A JVM can only read what its own version has written.
        archive = folder.resolve("java-" + Runtime.version() + ARCHIVE);
        origin = folder.resolve("origin");
    }

    /** Whether there is one of the libraries as they are now. */
    public boolean isThere() {
        try (Stream<Path> files = Files.walk(libraries, 1)) {
            return Files.exists(archive)
                    && Files.readString(origin).equals(originOf(Files.size(archive)))
                    && files.map(ClassArchive::changed)
                            .allMatch(time -> time.compareTo(changed(archive)) <= 0);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private String originOf(long bytes) {
        return libraries + "\n" + bytes + "\n";
    }

    private static FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(Long.MAX_VALUE);
        }
    }

    /** JVM options with which a process takes it; none if it is not there. */
    public List<String> use() {
        // What a JVM has to say about an archive it says on standard output.
        return isThere()
                ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=error")
                : List.of();
    }

    /**
     * JVM options with which a process notes what it loads, in the place of what was noted under
     * the same name before.
     *
     * @param name what to call its notes; those of several processes are put together
     */
    public List<String> note(String name) throws IOException {
        Files.createDirectories(folder);
        for (Path before : files(name + "-", NOTES)) {
            Files.deleteIfExists(before);
        }
        return List.of("-XX:DumpLoadedClassList=" + folder.resolve(name + "-%p" + NOTES));
    }

    /** Whether something has been noted of which it can be made. */
    public boolean isNoted() throws IOException {
        return !notes().isEmpty();
    }

    /**
     * Makes it of what has been noted until now; whoever notes may go on. Takes some ten seconds of
     * a processor that nobody else wants.
     *
     * @throws IOException when it cannot be made, or the thread is interrupted
     */
    public void make() throws IOException {
        List<Path> notes = notes();
        Path list = Files.createTempFile(folder, UNFINISHED, ".list");
        // Libraries that are built meanwhile are newer than that.
        FileTime begun = Files.getLastModifiedTime(list);
        Path made = folder.resolve(list.getFileName() + ARCHIVE);
        try {
            Files.write(list, together(notes));
            dump(list, made);
            Files.setLastModifiedTime(made, begun);
            long bytes = toDisk(made);
            Files.deleteIfExists(origin);
            Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(origin, originOf(bytes));
        } finally {
            Files.deleteIfExists(list);
            Files.deleteIfExists(made);
        }
        for (Path note : notes) {
            Files.deleteIfExists(note);
        }
        removeOthers(FileTime.fromMillis(begun.toMillis() - LONG_MILLIS));
    }

    /** So that a loss of power leaves no holes in it. Gives its length. */
    private static long toDisk(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
            return channel.size();
        }
    }

    /** Archives of other Javas, and what a make has left that was killed. */
    private void removeOthers(FileTime longAgo) throws IOException {
        for (Path other : files("java-", ARCHIVE)) {
            if (!other.equals(archive)) {
                Files.deleteIfExists(other);
            }
        }
        for (Path left : files(UNFINISHED, "")) {
            if (changed(left).compareTo(longAgo) < 0) {
                Files.deleteIfExists(left);
            }
        }
    }

    private List<Path> notes() throws IOException {
        return files("", NOTES);
    }

    private List<Path> files(String beginning, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** Classes first, then what has been made of them at run time. */
    private static List<String> together(List<Path> notes) throws IOException {
        Set<String> classes = new LinkedHashSet<>();
        Set<String> made = new TreeSet<>();
        for (Path note : notes) {
            String text = Files.readString(note, StandardCharsets.UTF_8);
            // The last line may be one of which a half has been written.
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                if (line.startsWith("@")) {
                    made.add(line);
                } else if (!line.startsWith("#") && !line.contains(" source:")) {
                    // From JDK 18 on with a number, which is another in each process.
                    classes.add(line.split(" ", 2)[0]);
                }
            }
        }
        List<String> all = new ArrayList<>(classes);
        all.addAll(made);
        return all;
    }

    private void dump(Path list, Path to) throws IOException {
        List<String> words =
                List.of(
                        "nice",
                        "-n",
                        "19",
                        JavaCommand.java(),
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + list,
                        "-XX:SharedArchiveFile=" + to,
                        "-XX:+UseSerialGC",
                        "-Xmx" + HEAP_MEGABYTES + "m",
                        "-Xlog:disable",
                        "-cp",
                        libraries + "/*");
        Process process =
                new ProcessBuilder(ServiceProcess.deafToTerminal(words))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            int status = process.waitFor();
            if (status != 0 || !Files.exists(to)) {
                throw new IOException("java -Xshare:dump ended with status " + status);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
