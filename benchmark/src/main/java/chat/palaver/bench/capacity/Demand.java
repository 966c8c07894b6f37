package chat.palaver.bench.capacity;

import java.util.List;

/**
 * What people ask of a system.
 *
 * @param dailyUsers who use it on a day
 * @param messagesPerSecond on the average of a day
 * @param peak how many times that in the busiest minutes, 1 or more
 * @param online part of the daily users that is connected at once, in those minutes
 * @param devices sessions of a user who is online
 * @param textBytes of a message, on the average
 * @param channels where messages are said
 * @param requests to the API of a user on a day: lists, history, profiles
 */
public record Demand(
        double dailyUsers,
        double messagesPerSecond,
        double peak,
        double online,
        double devices,
        double textBytes,
        List<ChannelSize> channels,
        double requests) {
    public Demand {
        Check.atLeast("--daily-users", 1, dailyUsers);
        Check.above("--messages-per-second", 0, messagesPerSecond);
        Check.atLeast("--peak", 1, peak);
        Check.part("--online", online);
        Check.atLeast("--devices", 1, devices);
        Check.atLeast("--message-bytes", 1, textBytes);
        Check.atLeast("--requests", 0, requests);
        channels = List.copyOf(channels);
    }
}
