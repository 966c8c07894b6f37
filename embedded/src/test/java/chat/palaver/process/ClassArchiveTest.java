package chat.palaver.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    @TempDir private Path target;

    private Path library;
    private ClassArchive archive;

    /** A program in a library, small enough to be archived in a second or two. */
    public static final class Program {
        private Program() {}

        public static void main(String[] args) {
            System.out.println("the program has run");
        }
    }

    @BeforeEach
    void build() throws IOException {
        Files.createDirectories(target.resolve("classes"));
        library = Files.createDirectories(target.resolve("lib")).resolve("program.jar");
        String name = Program.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(library);
                JarOutputStream jar = new JarOutputStream(file);
                InputStream code = Program.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            code.transferTo(jar);
        }
        archive = new ClassArchive(target);
    }

    @Test
    void asksNothingOfAJvmWhileItIsNotThere() throws IOException {
        assertThat(archive.isThere()).isFalse();
        assertThat(archive.use()).isEmpty();
        assertThat(archive.isNoted()).isFalse();
    }

    @Test
    void givesAJvmTheClassesThatAnotherHasLoaded() throws Exception {
        assertThat(run(archive.note("program"))).contains("the program has run");
        assertThat(archive.isNoted()).isTrue();

        archive.make();

        assertThat(archive.isThere()).isTrue();
        assertThat(archive.isNoted()).isFalse();
        List<String> used = new ArrayList<>(archive.use());
        used.add("-Xlog:class+load");
        assertThat(run(used))
                .contains("the program has run")
                .containsPattern("ClassArchiveTest\\$Program source: shared objects file");
    }

    @Test
    void isNotThereWhenALibraryHasChanged() throws Exception {
        run(archive.note("program"));
        archive.make();

        Files.setLastModifiedTime(library, FileTime.from(Instant.now().plusSeconds(5)));

        assertThat(archive.isThere()).isFalse();
        assertThat(archive.use()).isEmpty();
    }

    @Test
    void isNotThereWhenItsFolderHasMoved(@TempDir Path elsewhere) throws Exception {
        run(archive.note("program"));
        archive.make();

        Path moved = Files.move(target, elsewhere.resolve("target"));

        assertThat(new ClassArchive(moved).isThere()).isFalse();
        Files.createDirectory(target);
    }

    @Test
    void isNotThereWhenItEndsTooEarly() throws Exception {
        run(archive.note("program"));
        archive.make();
        Path file = Path.of(archive.use().get(0).replaceFirst("[^=]*=", ""));
        FileTime time = Files.getLastModifiedTime(file);
        byte[] whole = Files.readAllBytes(file);
        Files.delete(file);

        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        Files.setLastModifiedTime(file, time);

        assertThat(archive.isThere()).isFalse();
    }

    @Test
    void takesNotesInThePlaceOfThoseOfTheSameName() throws Exception {
        run(archive.note("program"));

        run(archive.note("program"));

        try (Stream<Path> notes = Files.list(target.resolve("class-archive"))) {
            assertThat(notes).hasSize(1);
        }
    }

    /** As they are from JDK 18 on: with numbers, which each process counts for itself. */
    @Test
    void isMadeOfNotesThatNumberTheirClasses() throws Exception {
        run(archive.note("program"));
        Path folder = target.resolve("class-archive");
        Files.writeString(
                folder.resolve("one-1.classes"),
                "java/lang/Object id: 0\njava/lang/String id: 1\n"
                        + "some/Other id: 2 super: 0 source: /elsewhere.jar\n");
        Files.writeString(folder.resolve("two-2.classes"), "# noted\njava/lang/Thread id: 0\n");

        archive.make();

        assertThat(archive.isThere()).isTrue();
    }

    @Test
    void isMadeOfNotesWhoseLastLineIsNotWhole() throws Exception {
        run(archive.note("program"));
        Path folder = target.resolve("class-archive");
        Files.writeString(folder.resolve("other-1.classes"), "java/lang/Object\njava/lang/Str");

        archive.make();

        assertThat(archive.isThere()).isTrue();
    }

    private String run(List<String> options) throws IOException, InterruptedException {
        JavaCommand command =
                new JavaCommand(
                        List.of(target.resolve("lib") + "/*", target.resolve("classes").toString()),
                        options,
                        Program.class.getName(),
                        List.of());
        Process process = new ProcessBuilder(command.words()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
