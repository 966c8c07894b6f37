package chat.palaver.client.terminal;

import java.util.Optional;

/**
 * A channel as the user knows it.
 *
 * @param name its title, or the other one's name
 * @param other the other one's id, in a direct channel
 */
record Room(String channelId, String name, boolean direct, Optional<String> other) {}
