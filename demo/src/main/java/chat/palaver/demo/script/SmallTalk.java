package chat.palaver.demo.script;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A conversation for those who have no log at hand: the same seed and number of people give the
 * same words. It has no end. Not thread-safe.
 */
public final class SmallTalk {
    private static final List<String> NAMES =
            List.of(
                    "ada", "boris", "chidi", "dora", "edsger", "fatima", "grace", "hiro", "ines",
                    "jonas", "kofi", "leslie", "maya", "nils", "olga", "priya", "quentin", "rosa",
                    "sven", "tariq", "uma", "viktor", "wanda", "xenia", "yusuf", "zoe");
    private static final List<String> OPENINGS =
            List.of("does anybody know", "I wonder", "has somebody tried", "remind me", "so");
    private static final List<String> SUBJECTS =
            List.of(
                    "why the log is the chat",
                    "how an offset becomes a position",
                    "what a follower does while the leader is away",
                    "whether the tea is ready",
                    "who drained edge 2",
                    "when the retention ends",
                    "how to say naïve café in \u65E5\u672C\u8A9E",
                    "where \"quotes\" and \\ slashes go");
    private static final List<String> ANSWERS =
            List.of(
                    "yes, since yesterday",
                    "no idea, sorry",
                    "it is in the notes",
                    "I would read the log once more",
                    "thanks, that was it \uD83D\uDC4D",
                    "only if nobody restarts it",
                    "ask me again after lunch",
                    "exactly once, I hope");

    private static final int NOON = 12 * 60;
    private static final int DAY = 24 * 60;
    private static final int LINES_A_MINUTE = 6;
    private static final double QUESTIONS = 0.5;
    private static final double GREETINGS = 0.1;

    private final RandomGenerator random;
    private final int people;
    private long said;
    private String last = "";

    public SmallTalk(long seed, int people) {
        // The one generator whose numbers are the same on every platform and release.
        this.random = new Random(seed);
        this.people = people;
    }

    public Utterance next() {
        String speaker = nick(random.nextInt(people));
        String text = text(speaker);
        last = speaker;
        int minute = (int) ((NOON + said / LINES_A_MINUTE) % DAY);
        said++;
        return new Utterance(speaker, text, OptionalInt.of(minute));
    }

    private String text(String speaker) {
        double kind = random.nextDouble();
        if (kind < GREETINGS || last.isEmpty()) {
            return "hello everybody";
        }
        if (kind < QUESTIONS || last.equals(speaker)) {
            return one(OPENINGS) + " " + one(SUBJECTS) + "?";
        }
        return last + (random.nextBoolean() ? ": " : ", ") + one(ANSWERS);
    }

    private static String nick(int number) {
        String name = NAMES.get(number % NAMES.size());
        int round = number / NAMES.size();
        return round == 0 ? name : name + (round + 1);
    }

    private String one(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
