package chat.palaver.edge.feed;

import java.util.List;

/**
 * Kept records from the history, oldest first.
 *
 * @param more whether some of what was asked for is left: a page may end early when its records are
 *     large, so its length says nothing
 */
public record StoredPage(List<StoredRecord> rows, boolean more) {}
