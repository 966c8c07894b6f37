package chat.palaver.demo.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFolderTest {
    @TempDir Path folder;

    @Test
    void readsPlainAndPackedLogsByNameAndNothingElse() throws IOException {
        Files.writeString(folder.resolve("2.log"), "[10:00] <b> two\r\n");
        Files.write(folder.resolve("1.txt.gz"), packed("[10:00] <a> one\n=== noise\n"));
        Files.writeString(folder.resolve("SOURCE.md"), "[10:00] <c> no\n");
        Files.createDirectory(folder.resolve("3.txt"));

        List<String> said = new ArrayList<>();
        var read = new LogFolder(folder).read(0, all(said));

        assertThat(said).containsExactly("one", "two");
        assertThat(read).isEqualTo(new LogFolder.Read(3, 2));
    }

    @Test
    void beginsWhereItIsTold() throws IOException {
        for (String name : List.of("1", "2", "3")) {
            Files.writeString(folder.resolve(name + ".txt"), "[10:00] <a> " + name + "\n");
        }
        List<String> said = new ArrayList<>();

        new LogFolder(folder).read(-2, all(said));

        assertThat(said).containsExactly("2", "3", "1");
    }

    @Test
    void stopsReadingWhenNobodyWantsMore() throws IOException {
        Files.writeString(folder.resolve("1.txt"), "[10:00] <a> 1\n[10:00] <a> 2\n");
        Files.writeString(folder.resolve("2.txt.gz"), "this is not gzip");

        assertThat(new LogFolder(folder).read(0, said -> false).utterances()).isEqualTo(1);
    }

    @Test
    void namesTheFileThatCannotBeRead() throws IOException {
        byte[] whole = packed("[10:00] <a> one\n".repeat(1000));
        Files.write(folder.resolve("cut.txt.gz"), Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> new LogFolder(folder).read(0, said -> true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cut.txt.gz");
    }

    @Test
    void saysWhenThereIsNoLog() {
        assertThatThrownBy(() -> new LogFolder(folder)).hasMessageContaining("no *.txt");
    }

    @Test
    void keepsNothingOfALineOverTheLimit() throws IOException {
        var lines = new BoundedLines(new StringReader("12345\n123456\n1\n\nlast"), 5);

        assertThat(List.of(lines.next(), lines.next(), lines.next(), lines.next(), lines.next()))
                .containsExactly("12345", "", "1", "", "last");
        assertThat(lines.next()).isNull();
    }

    private static java.util.function.Predicate<Utterance> all(List<String> said) {
        return utterance -> said.add(utterance.text());
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
