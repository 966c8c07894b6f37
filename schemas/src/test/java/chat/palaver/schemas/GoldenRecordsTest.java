package chat.palaver.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.EdgeLease;
import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.Interest;
import chat.palaver.schemas.proto.Notification;
import chat.palaver.schemas.proto.PresenceState;
import chat.palaver.schemas.proto.Signal;
import chat.palaver.schemas.proto.UserEvent;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logs outlive the programs that wrote them: the bytes of every record type are held to files that
 * are never changed, only added to. Each example of a file is its meaning in protobuf's text format
 * after the {@code hex:} lines with its bytes; the bytes were made by another implementation.
 */
class GoldenRecordsTest {
    private static final Path SOURCES = Path.of("src/main/protobuf");

    static List<Message> recordTypes() {
        return List.of(
                ChannelRecord.getDefaultInstance(),
                Delivery.getDefaultInstance(),
                EdgeLease.getDefaultInstance(),
                Heartbeat.getDefaultInstance(),
                Interest.getDefaultInstance(),
                Notification.getDefaultInstance(),
                PresenceState.getDefaultInstance(),
                Signal.getDefaultInstance(),
                UserEvent.getDefaultInstance());
    }

    @ParameterizedTest
    @MethodSource("recordTypes")
    void readsTheBytesAsTheirMeaning(Message type) throws IOException {
        for (Example example : Example.all(type)) {
            Message read = type.getParserForType().parseFrom(HexFormat.of().parseHex(example.hex));

            assertThat(read).as(example.title).isEqualTo(example.meaning);
            assertThat(TextFormat.printer().printToString(read))
                    .as(example.title + ": nothing unknown in it")
                    .isEqualTo(TextFormat.printer().printToString(example.meaning));
        }
    }

    @ParameterizedTest
    @MethodSource("recordTypes")
    void writesTheMeaningAsTheBytes(Message type) {
        for (Example example : Example.all(type)) {
            assertThat(HexFormat.of().formatHex(example.meaning.toByteArray()))
                    .as(example.title)
                    .isEqualTo(example.hex);
        }
    }

    @Test
    void knowsEveryFileOfRecords() throws IOException {
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            Set<String> names =
                    sources.filter(path -> path.toString().endsWith(".proto"))
                            .map(path -> SOURCES.relativize(path).toString())
                            .collect(Collectors.toCollection(TreeSet::new));

            assertThat(files().stream().map(FileDescriptor::getFullName))
                    .containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void hasAnExampleOfEveryFieldAndEveryEnumValue() {
        Seen seen = new Seen();
        recordTypes().forEach(type -> Example.all(type).forEach(each -> seen.add(each.meaning)));

        Set<String> missing = new TreeSet<>();
        for (FileDescriptor file : files()) {
            file.getMessageTypes().forEach(type -> addFields(type, missing));
            file.getEnumTypes().forEach(type -> addValues(type, missing));
        }
        missing.removeAll(seen.names);

        assertThat(missing).as("not in any example of src/test/resources/golden").isEmpty();
    }

    private static Set<FileDescriptor> files() {
        return recordTypes().stream()
                .map(type -> type.getDescriptorForType().getFile())
                .collect(Collectors.toSet());
    }

    private static void addFields(Descriptor type, Set<String> names) {
        names.add(type.getFullName());
        type.getFields().forEach(field -> names.add(field.getFullName()));
        type.getNestedTypes().forEach(nested -> addFields(nested, names));
        type.getEnumTypes().forEach(nested -> addValues(nested, names));
    }

    /** The first value stands for "not set" and is never written. */
    private static void addValues(EnumDescriptor type, Set<String> names) {
        type.getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .forEach(value -> names.add(value.getFullName()));
    }

    /** Names of all fields, types and enum values that occur in the messages added. */
    private static final class Seen {
        final Set<String> names = new HashSet<>();

        void add(Message message) {
            names.add(message.getDescriptorForType().getFullName());
            message.getAllFields().forEach(this::add);
        }

        private void add(FieldDescriptor field, Object value) {
            names.add(field.getFullName());
            List<?> values = field.isRepeated() ? (List<?>) value : List.of(value);
            for (Object each : values) {
                if (each instanceof Message message) {
                    add(message);
                } else if (each instanceof EnumValueDescriptor constant) {
                    names.add(constant.getFullName());
                }
            }
        }
    }

    /** One block of a golden file. */
    private record Example(String title, String hex, Message meaning) {
        private static final String HEX = "hex: ";

        static List<Example> all(Message type) {
            String name = type.getDescriptorForType().getName();
            List<Example> examples = new ArrayList<>();
            for (String block : read("/golden/" + name + ".golden").split("\n\n", -1)) {
                examples.add(parse(name, block, type));
            }
            return examples;
        }

        private static Example parse(String name, String block, Message type) {
            List<String> lines = Arrays.asList(block.split("\n", -1));
            String hex =
                    lines.stream()
                            .filter(line -> line.startsWith(HEX))
                            .map(line -> line.substring(HEX.length()))
                            .collect(Collectors.joining());
            String text =
                    lines.stream()
                            .filter(line -> !line.startsWith(HEX))
                            .collect(Collectors.joining("\n"));
            Message.Builder meaning = type.newBuilderForType();
            try {
                TextFormat.merge(text, meaning);
            } catch (TextFormat.ParseException e) {
                throw new IllegalArgumentException(name + ": " + block, e);
            }
            String title = name + " " + lines.get(0);
            return new Example(title, hex, meaning.build());
        }

        private static String read(String resource) {
            try (InputStream stream = GoldenRecordsTest.class.getResourceAsStream(resource)) {
                assertThat(stream).as(resource).isNotNull();
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
