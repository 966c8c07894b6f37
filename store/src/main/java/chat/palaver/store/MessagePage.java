package chat.palaver.store;

import java.util.List;

/**
 * Some rows in the order asked for.
 *
 * @param more false: there are surely no further ones; true: ask again from the last one here
 */
public record MessagePage<T>(List<T> rows, boolean more) {
    public MessagePage {
        rows = List.copyOf(rows);
    }
}
