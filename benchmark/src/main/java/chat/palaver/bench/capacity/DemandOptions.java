package chat.palaver.bench.capacity;

import picocli.CommandLine.Option;

/** What people ask of the system. */
final class DemandOptions {
    /** 17,500 a second of 50 million. */
    private static final double MESSAGES_OF_A_USER = 30.24;

    private static final double DAY = 86_400;

    @Option(names = "--daily-users", defaultValue = "50000000", description = "users on a day")
    private double dailyUsers;

    @Option(
            names = "--messages-per-second",
            description = "on the average of a day (default: 30.24 of each daily user)")
    private Double messagesPerSecond;

    @Option(names = "--peak", defaultValue = "5", description = "times the average, when busiest")
    private double peak;

    @Option(names = "--online", defaultValue = "0.3", description = "part that is online at once")
    private double online;

    @Option(names = "--devices", defaultValue = "1.2", description = "sessions of a user online")
    private double devices;

    @Option(names = "--message-bytes", defaultValue = "100", description = "bytes of a text, mean")
    private double messageBytes;

    @Option(
            names = "--channels",
            defaultValue = "2:0.6,10:0.25,50:0.12,500:0.03",
            paramLabel = "MEMBERS:SHARE,...",
            description = "what part of the messages is said in channels of what size")
    private String channels;

    @Option(names = "--requests", defaultValue = "20", description = "API requests a user a day")
    private double requests;

    Demand demand() {
        double messages =
                messagesPerSecond == null
                        ? dailyUsers * MESSAGES_OF_A_USER / DAY
                        : messagesPerSecond;
        return new Demand(
                dailyUsers,
                messages,
                peak,
                online,
                devices,
                messageBytes,
                ChannelSize.parse(channels),
                requests);
    }
}
