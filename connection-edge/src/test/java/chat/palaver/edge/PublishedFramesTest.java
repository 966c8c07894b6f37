package chat.palaver.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.frames.ClientFrameReader;
import chat.palaver.schemas.frames.CloseCode;
import chat.palaver.schemas.frames.ErrorCode;
import chat.palaver.schemas.frames.FrameException;
import chat.palaver.schemas.frames.Limits;
import chat.palaver.schemas.frames.ServerFrame;
import chat.palaver.schemas.frames.ServerFrameWriter;
import chat.palaver.testkit.contract.FrameContract;
import chat.palaver.testkit.contract.FrameContract.Frame;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The codec of frames does what {@code docs/asyncapi.yaml} says, and the document all it does. */
class PublishedFramesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long SEED = 20_300_131;
    private static final int ROUNDS = 300;

    private final FrameContract contract = new FrameContract();
    private final ClientFrameReader reader = new ClientFrameReader();
    private final ServerFrameWriter writer = new ServerFrameWriter();
    private final Random random = new Random(SEED);

    @Test
    void everyExampleIsTrueToItsSchema() {
        List<Frame> frames = new ArrayList<>(contract.fromClient().values());
        frames.addAll(contract.toClient().values());
        for (Frame frame : frames) {
            assertThat(frame.planned() || !frame.examples().isEmpty()).as(frame.type()).isTrue();
            for (JsonNode example : frame.examples()) {
                assertThat(contract.faults(frame, example)).as("%s", example).isEmpty();
            }
        }
    }

    @Test
    void clientFramesAreReadExactlyIfTheyAreAsPublished() {
        for (Frame frame : contract.fromClient().values()) {
            for (JsonNode example : frame.examples()) {
                if (frame.planned()) {
                    assertThat(refusal(example)).isEqualTo(ErrorCode.UNKNOWN_TYPE);
                } else {
                    assertThat(refusal(example)).as("%s", example).isNull();
                    variants(frame, example).forEach(variant -> agree(frame, variant));
                }
            }
        }
    }

    private void agree(Frame frame, JsonNode variant) {
        String faults = contract.faults(frame, variant);
        assertThat(refusal(variant) == null)
                .as("taken: %s, by its schema: %s", variant, faults)
                .isEqualTo(faults.isEmpty());
    }

    /** The example without each field, and with values of every form in its place. */
    private static List<JsonNode> variants(Frame frame, JsonNode example) {
        List<JsonNode> variants = new ArrayList<>();
        for (String field : frame.fields()) {
            if (!field.equals("type")) {
                ObjectNode without = example.deepCopy();
                without.remove(field);
                variants.add(without);
                for (JsonNode value : values()) {
                    variants.add(((ObjectNode) example.deepCopy()).set(field, value));
                }
            }
        }
        return variants;
    }

    private static List<JsonNode> values() {
        return List.of(
                NODES.nullNode(),
                NODES.booleanNode(true),
                NODES.numberNode(7),
                NODES.numberNode(7.5),
                NODES.textNode(""),
                NODES.textNode("x"),
                NODES.textNode("7"),
                NODES.textNode("-7"),
                NODES.textNode("x".repeat(64)),
                NODES.textNode("x".repeat(65)),
                NODES.textNode("\ud83d\ude00".repeat(Limits.TEXT_CODE_POINTS)),
                NODES.textNode("x".repeat(Limits.TEXT_CODE_POINTS + 1)),
                NODES.textNode(Ids.newUser()),
                NODES.arrayNode(),
                NODES.arrayNode().add(Ids.newUser()),
                NODES.arrayNode().add("bob"),
                users(Limits.WATCHED_USERS),
                users(Limits.WATCHED_USERS + 1),
                NODES.objectNode(),
                NODES.objectNode().put(Ids.newChannel(), "7"),
                NODES.objectNode().put(Ids.newChannel(), 7));
    }

    private static ArrayNode users(int count) {
        ArrayNode users = NODES.arrayNode();
        for (int i = 0; i < count; i++) {
            users.add(Ids.newUser());
        }
        return users;
    }

    private ErrorCode refusal(JsonNode frame) {
        FrameException refused =
                catchThrowableOfType(FrameException.class, () -> reader.read(frame.toString()));
        return refused == null ? null : refused.code();
    }

    @Test
    void everythingWrittenIsPublishedAndNothingElseIs() throws IOException {
        Set<Class<?>> written = new HashSet<>();
        Map<String, Set<String>> fields = new HashMap<>();
        for (int i = 0; i < ROUNDS; i++) {
            for (ServerFrame frame : frames()) {
                JsonNode json = JSON.readTree(writer.write(frame));
                contract.check(json);
                written.add(frame.getClass());
                Set<String> seen =
                        fields.computeIfAbsent(json.path("type").asText(), t -> new TreeSet<>());
                json.fieldNames().forEachRemaining(seen::add);
            }
        }

        assertThat(written)
                .as("give frames() one of each")
                .containsExactlyInAnyOrder(ServerFrame.class.getPermittedSubclasses());
        Map<String, Set<String>> published =
                contract.toClient().values().stream()
                        .filter(frame -> !frame.planned())
                        .collect(Collectors.toMap(Frame::type, Frame::fields));
        assertThat(fields).as("seed %d", SEED).isEqualTo(published);
    }

    @Test
    void everyCodeOfAnErrorOrACloseIsPublishedAndNoOther() {
        assertThat(contract.errorCodes())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).toList());
        assertThat(contract.closeCodes())
                .containsExactlyInAnyOrderEntriesOf(
                        Arrays.stream(CloseCode.values())
                                .collect(Collectors.toMap(CloseCode::code, CloseCode::wireName)));
    }

    /** One of each, of values as they come. */
    private List<ServerFrame> frames() {
        return List.of(
                new ServerFrame.Welcome(
                        Ids.newSession(), Ids.newEdge(), user(), Ids.newDevice(), time(), 20),
                new ServerFrame.Message(
                        channel(), position(), position(), id(), user(), id(), time(), position()),
                change(),
                new ServerFrame.Sent(id(), channel(), position(), time(), random.nextBoolean()),
                new ServerFrame.CaughtUp(channel(), position()),
                new ServerFrame.Read(channel(), user(), position()),
                new ServerFrame.Presence(user(), one("online", "idle", "offline"), maybe(time())),
                new ServerFrame.Pong(random.nextBoolean() ? random.nextLong() : null),
                new ServerFrame.Reconnect(random.nextInt(60_000), one("ws://127.0.0.1:8082", null)),
                new ServerFrame.Failure(
                        ErrorCode.values()[random.nextInt(ErrorCode.values().length)],
                        "why",
                        one(id(), null),
                        maybe(1_000)));
    }

    private ServerFrame change() {
        boolean left = random.nextBoolean();
        return new ServerFrame.Channel(
                channel(),
                one("direct", "group"),
                one("Team", ""),
                left ? null : Role.values()[random.nextInt(Role.values().length)].wireName(),
                left ? one("left", "removed", "deleted") : one("created", "added", "role", "title"),
                one(user(), null),
                one(user(), null),
                position(),
                position(),
                time());
    }

    private long maybe(long value) {
        return random.nextBoolean() ? value : 0;
    }

    private String one(String... values) {
        return values[random.nextInt(values.length)];
    }

    private static String user() {
        return Ids.newUser();
    }

    private static String channel() {
        return Ids.newChannel();
    }

    private String id() {
        return "m" + random.nextInt();
    }

    private long position() {
        return random.nextInt(10) == 0 ? 0 : random.nextLong() >>> 1;
    }

    private long time() {
        return 1 + random.nextInt(Integer.MAX_VALUE) * 1_000L;
    }
}
