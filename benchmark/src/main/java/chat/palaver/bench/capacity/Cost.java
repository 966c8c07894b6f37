package chat.palaver.bench.capacity;

import java.util.Arrays;
import java.util.Optional;

/** What is known of the price of things, each measured; see {@code costs.properties}. */
public enum Cost {
    /** A send: read, checked, appended, answered. */
    EDGE_SEND("edge.cpu-us.send", "CPU us"),
    /** A record read by one edge: parsed, folded, encoded. */
    EDGE_RECORD("edge.cpu-us.record", "CPU us"),
    /** A frame written to one session. */
    EDGE_DELIVERY("edge.cpu-us.delivery", "CPU us"),
    /** A ping taken and answered. */
    EDGE_PING("edge.cpu-us.ping", "CPU us"),
    /** Resident memory of a connection. */
    EDGE_CONNECTION_BYTES("edge.bytes.connection", "bytes"),
    /** Resident memory of an edge without connections. */
    EDGE_BASE_BYTES("edge.bytes.base", "bytes"),
    /** The heap of an id that is remembered, by an edge or a sink, for an hour; at most. */
    KEPT_ID_BYTES("bytes.kept-id", "bytes"),
    /** A record appended on one broker and read from it. */
    BROKER_RECORD("broker.cpu-us.record", "CPU us"),
    /** A record read by the fan-out and looked up. */
    FANOUT_RECORD("fanout.cpu-us.record", "CPU us"),
    /** A record written to the slot of one edge. */
    FANOUT_DELIVERY("fanout.cpu-us.delivery", "CPU us"),
    /** A record folded and its rows written. */
    SINK_RECORD("sink.cpu-us.record", "CPU us"),
    /** The rows of a message on one replica. */
    STORE_MESSAGE("store.cpu-us.message", "CPU us"),
    /** A session in a heartbeat, taken in. */
    PRESENCE_SESSION("presence.cpu-us.session", "CPU us"),
    /** A push handed to a provider. */
    NOTIFICATION("push.cpu-us.notification", "CPU us"),
    /** A request to the API. */
    API_REQUEST("api.cpu-us.request", "CPU us"),
    /** A message in its log, without its text. */
    RECORD_BYTES("bytes.record", "bytes"),
    /** A routed message in a slot, without its text. */
    DELIVERY_BYTES("bytes.delivery", "bytes"),
    /** A heartbeat without sessions. */
    HEARTBEAT_BYTES("bytes.heartbeat", "bytes"),
    /** A session in a heartbeat. */
    HEARTBEAT_SESSION_BYTES("bytes.heartbeat-session", "bytes"),
    /** A notification without users, preview included. */
    NOTIFICATION_BYTES("bytes.notification", "bytes"),
    /** A user in a notification. */
    NOTIFICATION_USER_BYTES("bytes.notification-user", "bytes"),
    /** A send frame, without its text. */
    SEND_BYTES("bytes.frame.send", "bytes"),
    /** A sent frame. */
    SENT_BYTES("bytes.frame.sent", "bytes"),
    /** A message frame, without its text. */
    MESSAGE_BYTES("bytes.frame.message", "bytes"),
    /** A ping frame and its pong. */
    PING_BYTES("bytes.frame.ping", "bytes"),
    /** TLS, TCP, IP and Ethernet around a frame. */
    PACKET_BYTES("bytes.packet", "bytes"),
    /** A message's row, without its text. */
    ROW_BYTES("bytes.row.message", "bytes"),
    /** Its row in message_ids, kept 7 days. */
    ID_ROW_BYTES("bytes.row.message-id", "bytes");

    private final String key;
    private final String unit;

    Cost(String key, String unit) {
        this.key = key;
        this.unit = unit;
    }

    static Optional<Cost> of(String key) {
        return Arrays.stream(values()).filter(cost -> cost.key.equals(key)).findFirst();
    }

    public String key() {
        return key;
    }

    public String unit() {
        return unit;
    }
}
