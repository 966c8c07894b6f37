package chat.palaver.bench.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.frames.ServerFrame;
import chat.palaver.schemas.frames.ServerFrameWriter;
import chat.palaver.schemas.proto.AliveList;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.DeliverySource;
import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.Message;
import chat.palaver.schemas.proto.Notification;
import chat.palaver.schemas.proto.Routed;
import chat.palaver.schemas.proto.SessionAlive;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** The bytes that capacity is computed with are those of real records, rows and frames. */
class MeasuredBytesTest {
    private static final String TEXT = "x".repeat(100);
    private static final String MESSAGE_ID = "01890a5d-ac96-774b-bcce-b302099a8057";
    private static final long POSITION = 123_456_789;
    private static final long TIME = 1_750_000_000_000L;

    /** Of a client's or server's frame up to 64 KiB, masked or not: 2 bytes, 2 of length, 4. */
    private static final int WEBSOCKET = 4;

    private static final int MASK = 4;

    /** Within this of what is written down. */
    private static final double NEAR = 2;

    private final String channel = Ids.newChannel();
    private final String user = Ids.newUser();
    private final ChannelRecord record =
            ChannelRecord.newBuilder()
                    .setChannelId(channel)
                    .setSender(user)
                    .setId(MESSAGE_ID)
                    .setMessage(Message.newBuilder().setText(TEXT))
                    .build();
    private final Costs costs = Costs.measured();

    @Test
    void recordsOfTheLogs() {
        Routed routed =
                Routed.newBuilder()
                        .setKey(channel)
                        .setOffset(POSITION)
                        .setTime(TIME)
                        .setValue(record.toByteString())
                        .build();
        Delivery delivery =
                Delivery.newBuilder()
                        .setEdge(Ids.newEdge())
                        .setEdgeIncarnation(TIME)
                        .setSource(DeliverySource.DELIVERY_SOURCE_CHANNELS)
                        .setPartition(200)
                        .setTaskIncarnation(Long.MAX_VALUE >> 2)
                        .setNumber(POSITION)
                        .setRouted(routed)
                        .build();

        holds(Cost.RECORD_BYTES, inLog(channel, record.toByteArray()) - TEXT.length());
        holds(
                Cost.DELIVERY_BYTES,
                inLog(delivery.getEdge(), delivery.toByteArray()) - TEXT.length());
    }

    @Test
    void heartbeats() {
        Heartbeat none = heartbeat(0);
        Heartbeat hundred = heartbeat(100);

        holds(Cost.HEARTBEAT_BYTES, inLog(none.getEdge(), none.toByteArray()));
        holds(
                Cost.HEARTBEAT_SESSION_BYTES,
                (hundred.getSerializedSize() - none.getSerializedSize()) / 100.0);
    }

    @Test
    void notifications() {
        Notification.Builder nobody =
                Notification.newBuilder()
                        .setChannelId(channel)
                        .setPosition(POSITION)
                        .setSender(user)
                        .setTime(TIME)
                        .setPreview(TEXT);
        int alone = inLog(channel, nobody.build().toByteArray());
        int one = inLog(channel, nobody.addUsers(user).build().toByteArray());

        holds(Cost.NOTIFICATION_BYTES, alone);
        holds(Cost.NOTIFICATION_USER_BYTES, one - alone);
    }

    @Test
    void frames() {
        String send =
                "{\"type\":\"send\",\"id\":\"%s\",\"channel\":\"%s\",\"text\":\"\"}"
                        .formatted(MESSAGE_ID, channel);

        holds(Cost.SEND_BYTES, WEBSOCKET + MASK + send.length());
        holds(
                Cost.SENT_BYTES,
                WEBSOCKET
                        + written(
                                new ServerFrame.Sent(MESSAGE_ID, channel, POSITION, TIME, false)));
        holds(
                Cost.MESSAGE_BYTES,
                WEBSOCKET
                        + written(
                                new ServerFrame.Message(
                                        channel,
                                        POSITION,
                                        POSITION - 9,
                                        MESSAGE_ID,
                                        user,
                                        TEXT,
                                        TIME,
                                        0))
                        - TEXT.length());
        holds(
                Cost.PING_BYTES,
                (WEBSOCKET + MASK + "{\"type\":\"ping\",\"n\":12345}".length())
                        + (WEBSOCKET + written(new ServerFrame.Pong(12_345L))));
    }

    /** The values as they are bound; what the store adds to a row or saves by packing is not. */
    @Test
    void rows() {
        int key = channel.length() + Long.BYTES;
        int position = Long.BYTES;

        holds(
                Cost.ROW_BYTES,
                key
                        + position
                        + Long.BYTES
                        + user.length()
                        + MESSAGE_ID.length()
                        + Long.BYTES
                        + Integer.BYTES
                        + record.getSerializedSize()
                        - TEXT.length());
        holds(
                Cost.ID_ROW_BYTES,
                channel.length() + user.length() + MESSAGE_ID.length() + position + Long.BYTES);
    }

    private void holds(Cost cost, double measured) {
        assertThat(costs.of(cost)).as(cost.key()).isCloseTo(measured, within(NEAR));
    }

    private static int written(ServerFrame frame) {
        return new ServerFrameWriter().write(frame).length;
    }

    /** In a batch of its own, as without lingering. */
    private static int inLog(String key, byte[] value) {
        return MemoryRecords.withRecords(
                        Compression.NONE,
                        new SimpleRecord(TIME, key.getBytes(StandardCharsets.UTF_8), value))
                .sizeInBytes();
    }

    private static Heartbeat heartbeat(int sessions) {
        AliveList.Builder alive = AliveList.newBuilder();
        for (int i = 0; i < sessions; i++) {
            alive.addSessions(
                    SessionAlive.newBuilder()
                            .setUserId(Ids.newUser())
                            .setDeviceId(Ids.newDevice())
                            .setSessionId(Ids.newSession()));
        }
        return Heartbeat.newBuilder()
                .setEdge(Ids.newEdge())
                .setIncarnation(TIME)
                .setSlot(17)
                .setAlive(alive)
                .build();
    }
}
