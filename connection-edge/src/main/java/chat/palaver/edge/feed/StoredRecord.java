package chat.palaver.edge.feed;

import chat.palaver.schemas.proto.ChannelRecord;

/** A kept record from the history. Times are milliseconds since the epoch. */
public record StoredRecord(long position, long prev, long time, ChannelRecord record) {}
