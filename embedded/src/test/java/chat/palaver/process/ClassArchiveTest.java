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
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
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
        List<String> used = List.of(archive.use().get(0), "-Xlog:class+load");
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
