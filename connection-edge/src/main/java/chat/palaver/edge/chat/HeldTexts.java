package chat.palaver.edge.chat;

/**
 * Room for the texts of sends that have been appended and not been answered: if the log moves
 * before they are folded, they have to be appended again. A send for whose text there is no room is
 * answered that it may be repeated, should that happen. Confined to the loop.
 */
final class HeldTexts {
    /** What all of them take at most. */
    static final long MOST_BYTES = 32L << 20;

    private static final int OVERHEAD_BYTES = 256;

    private final long mostBytes;
    private long bytes;

    HeldTexts(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Keeps a text.
     *
     * @return what it takes, to be given back; 0 if there is no room for it
     */
    int take(String text) {
        int wanted = OVERHEAD_BYTES + 2 * text.length();
        if (bytes + wanted > mostBytes) {
            return 0;
        }
        bytes += wanted;
        return wanted;
    }

    void give(int taken) {
        bytes -= taken;
    }
}
