package chat.palaver.bench.capacity;

import java.util.ArrayList;
import java.util.List;

/**
 * A kind of channel by its size.
 *
 * @param members 2 or more
 * @param share of all messages that are said in channels of this size, above 0 and up to 1
 */
public record ChannelSize(double members, double share) {
    private static final double EXACT = 1e-6;

    public ChannelSize {
        Check.atLeast("members of a channel", 2, members);
        Check.part("share of messages", share);
    }

    /**
     * Reads a distribution.
     *
     * @param text {@code members:share,members:share}; the shares add up to 1
     */
    public static List<ChannelSize> parse(String text) {
        List<ChannelSize> sizes = new ArrayList<>();
        for (String pair : text.split(",", -1)) {
            String[] parts = pair.split(":", -1);
            if (parts.length != 2) {
                throw new IllegalArgumentException(
                        "channels: members:share,members:share..., not " + text);
            }
            sizes.add(new ChannelSize(number(parts[0]), number(parts[1])));
        }
        double all = sizes.stream().mapToDouble(ChannelSize::share).sum();
        if (Math.abs(all - 1) > EXACT) {
            throw new IllegalArgumentException("channels: shares must add up to 1, not " + all);
        }
        return sizes;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("channels: not a number: " + text, e);
        }
    }
}
