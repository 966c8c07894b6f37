package chat.palaver.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void directChannelIsTheSameForBoth() {
        String ann = Ids.newUser();
        String bob = Ids.newUser();
        assertThat(Ids.directChannel(ann, bob))
                .isEqualTo(Ids.directChannel(bob, ann))
                .matches(Ids::isChannel)
                .isNotEqualTo(Ids.directChannel(ann, Ids.newUser()));
    }

    @Test
    void everyKindKnowsItsOwn() {
        assertThat(Ids.isUser(Ids.newUser())).isTrue();
        assertThat(Ids.isDevice(Ids.newDevice())).isTrue();
        assertThat(Ids.isChannel(Ids.newChannel())).isTrue();
        assertThat(Ids.isEdge(Ids.newEdge())).isTrue();
        assertThat(Ids.isUser(Ids.newChannel())).isFalse();
        assertThat(Ids.isUser("u_")).isFalse();
        assertThat(Ids.isUser("u_0000000000000000000000000U")).isFalse();
    }

    @Test
    void readsTheTimeOfVersionSevenOnly() {
        assertThat(Ids.timeOf("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")).isEqualTo(1645557742000L);
        assertThat(Ids.timeOf("017f22e2-79b0-4cc3-98c4-dc0c0c07398f")).isEqualTo(-1);
        assertThat(Ids.timeOf("zzzf22e2-79b0-7cc3-98c4-dc0c0c07398f")).isEqualTo(-1);
        assertThat(Ids.timeOf("m1")).isEqualTo(-1);
    }

    @Test
    void partitionsAgreeWithKafka() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            byte[] key = new byte[random.nextInt(40)];
            random.nextBytes(key);
            assertThat(Partitions.murmur2(key)).isEqualTo(Utils.murmur2(key));
        }
        String channel = Ids.newChannel();
        int kafka = Utils.toPositive(Utils.murmur2(channel.getBytes(StandardCharsets.UTF_8))) % 256;
        assertThat(Partitions.of(channel, 256)).isEqualTo(kafka);
    }

    @Test
    void aMessageIdHasOneTo64CodePoints() {
        String face = "\ud83d\ude42";

        assertThat(Ids.isMessageId("")).isFalse();
        assertThat(Ids.isMessageId("x")).isTrue();
        assertThat(Ids.isMessageId("x".repeat(64))).isTrue();
        assertThat(Ids.isMessageId("x".repeat(65))).isFalse();
        assertThat(Ids.isMessageId(face.repeat(64))).isTrue();
        assertThat(Ids.isMessageId(face.repeat(64) + "x")).isFalse();
        assertThat(Ids.isMessageId(face.repeat(65))).isFalse();
    }
}
