package chat.palaver.check.workload;

import java.util.Random;

/** Texts of all lengths, the longest allowed among them, in several scripts. */
final class Texts {
    private static final int LONGEST = 100_000;
    private static final int LONG = 4_000;
    private static final int ONE_IN_LONGEST = 2_500;
    private static final int ONE_IN_LONG = 100;
    private static final int[] ALPHABET =
            "abcdefghijklmnopqrstuvwxyz     .,!?\"\\\n<&äßñжשあ語\u0000😀👍🏽".codePoints().toArray();

    private final Random random;

    Texts(Random random) {
        this.random = random;
    }

    String next() {
        int length;
        if (random.nextInt(ONE_IN_LONGEST) == 0) {
            length = LONGEST;
        } else if (random.nextInt(ONE_IN_LONG) == 0) {
            length = 1 + random.nextInt(LONG);
        } else {
            length = 1 + random.nextInt(120);
        }
        return ofLength(length);
    }

    /** One as long as any may be. */
    String longest() {
        return ofLength(LONGEST);
    }

    private String ofLength(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return text.toString();
    }
}
