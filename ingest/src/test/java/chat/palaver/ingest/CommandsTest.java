package chat.palaver.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.frames.ErrorCode;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.MemberRole;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private static final String CHANNEL = Ids.newChannel();
    private static final String ANN = Ids.newUser();
    private static final String BOB = Ids.newUser();

    @Test
    void takesTextsUpToTheLimitInCodePointsNotInChars() {
        String longest = "\ud83d\ude00".repeat(100_000);

        ChannelRecord record = Commands.message(CHANNEL, ANN, "1", longest, Position.NONE);

        assertThat(record.getMessage().getText()).isEqualTo(longest);
        assertThatThrownBy(() -> Commands.message(CHANNEL, ANN, "1", longest + "x", 0))
                .isInstanceOfSatisfying(
                        InvalidCommand.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TEXT_TOO_LONG));
    }

    @Test
    void refusesEmptyTextAndLoneSurrogatesButKeepsNul() {
        assertThat(codeOf(() -> Commands.checkText(""))).isEqualTo(ErrorCode.TEXT_EMPTY);
        assertThat(codeOf(() -> Commands.checkText("a\ud800"))).isEqualTo(ErrorCode.BAD_FRAME);
        assertThatCode(() -> Commands.checkText("a\0b")).doesNotThrowAnyException();
    }

    @Test
    void limitsTitlesAndIds() {
        assertThatCode(() -> Commands.checkTitle("\u00e9".repeat(200))).doesNotThrowAnyException();
        assertThat(codeOf(() -> Commands.checkTitle("x".repeat(201))))
                .isEqualTo(ErrorCode.BAD_FRAME);
        assertThat(codeOf(() -> Commands.checkTitle(" "))).isEqualTo(ErrorCode.BAD_FRAME);
        assertThat(codeOf(() -> Commands.checkTitle("a\nb"))).isEqualTo(ErrorCode.BAD_FRAME);
        assertThatCode(() -> Commands.checkMessageId("x".repeat(64))).doesNotThrowAnyException();
        assertThat(codeOf(() -> Commands.checkMessageId("x".repeat(65))))
                .isEqualTo(ErrorCode.BAD_FRAME);
        assertThat(codeOf(() -> Commands.checkMessageId(""))).isEqualTo(ErrorCode.BAD_FRAME);
    }

    @Test
    void makesTheCreatorOwnerOfAGroupEvenWhenNamedAsMember() {
        ChannelRecord record =
                Commands.groupCreated(CHANNEL, ANN, "1", "Team", List.of(BOB, ANN, BOB));

        assertThat(record.getCreated().getMembersList())
                .extracting(member -> member.getUserId() + " " + member.getRole())
                .containsExactlyInAnyOrder(
                        ANN + " " + MemberRole.MEMBER_ROLE_OWNER,
                        BOB + " " + MemberRole.MEMBER_ROLE_MEMBER);
    }

    @Test
    void limitsTheFirstMembers() {
        List<String> others = IntStream.range(0, 999).mapToObj(i -> Ids.newUser()).toList();
        List<String> tooMany = Stream.concat(others.stream(), Stream.of(BOB)).toList();

        assertThatCode(() -> Commands.groupCreated(CHANNEL, ANN, "1", "T", others))
                .doesNotThrowAnyException();
        assertThat(codeOf(() -> Commands.groupCreated(CHANNEL, ANN, "1", "T", tooMany)))
                .isEqualTo(ErrorCode.BAD_FRAME);
    }

    @Test
    void givesTheTwoOfADirectChannelTheSameOneWhoeverAsks() {
        ChannelRecord ofAnn = Commands.directCreated(ANN, BOB, "1");
        ChannelRecord ofBob = Commands.directCreated(BOB, ANN, "1");

        assertThat(ofAnn.getChannelId()).isEqualTo(ofBob.getChannelId());
        assertThat(ofAnn.getCreated()).isEqualTo(ofBob.getCreated());
        assertThat(codeOf(() -> Commands.directCreated(ANN, ANN, "1")))
                .isEqualTo(ErrorCode.BAD_FRAME);
    }

    @Test
    void refusesForeignIds() {
        assertThat(codeOf(() -> Commands.memberSet(CHANNEL, ANN, "1", "bob", Role.MEMBER)))
                .isEqualTo(ErrorCode.BAD_FRAME);
        assertThat(codeOf(() -> Commands.deleted("c_1", ANN, "1"))).isEqualTo(ErrorCode.BAD_FRAME);
    }

    private static ErrorCode codeOf(Runnable command) {
        try {
            command.run();
            throw new AssertionError("was accepted");
        } catch (InvalidCommand e) {
            return e.code();
        }
    }
}
