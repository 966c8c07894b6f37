package chat.palaver.store;

import com.google.protobuf.ByteString;

/**
 * A kept record of a channel's log, of any kind.
 *
 * @param prev position of the kept record before, 0 for the first
 * @param id the sender's id of it
 * @param timeMillis its log-append time, milliseconds since the epoch
 * @param kind which body the record has: the number of its field in {@code ChannelRecord}
 * @param record the serialised {@code ChannelRecord}
 */
public record MessageRow(
        String channelId,
        long position,
        long prev,
        String sender,
        String id,
        long timeMillis,
        int kind,
        ByteString record) {
    /** Without what must not reach a log. */
    @Override
    public String toString() {
        return "MessageRow[" + channelId + ", " + position + "]";
    }
}
