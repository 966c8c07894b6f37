package chat.palaver.demo.view;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/** A terminal: the conversation scrolls by, the last line says how far it is. */
public final class TerminalScreen implements Screen {
    private static final String CLEAR = "\r\u001B[K";
    private static final String RESET = "\u001B[0m";
    private static final String BOLD = "\u001B[1m";
    private static final String FAINT = "\u001B[2m";
    private static final String RED = "\u001B[31m";
    private static final String INVERSE = "\u001B[7m";
    private static final int[] COLOURS = {32, 33, 34, 35, 36, 92, 93, 94, 95, 96};
    private static final int NICK_WIDTH = 16;
    private static final int LINES_A_SECOND = 40;
    private static final int NARROWEST = 40;
    private static final int WIDEST = 500;

    private final PrintStream out;
    private final int width;
    private final Throttle throttle;
    private String status = "";

    /**
     * @param width columns
     */
    public TerminalScreen(PrintStream out, int width, LongSupplier nanoTime) {
        this.out = out;
        this.width = Math.min(Math.max(width, NARROWEST), WIDEST);
        this.throttle = new Throttle(LINES_A_SECOND, nanoTime);
    }

    @Override
    public synchronized void note(String text) {
        above(BOLD + text + RESET);
    }

    @Override
    public synchronized void trouble(String text) {
        above(RED + SafeText.line(text, WIDEST) + RESET);
    }

    @Override
    public synchronized void said(String nick, String to, String text) {
        if (throttle.passes()) {
            String name = SafeText.line(nick, NICK_WIDTH);
            String whom = to == null ? "" : "\u2192 " + SafeText.line(to, NICK_WIDTH) + "  ";
            int room = width - NICK_WIDTH - 3 - whom.length();
            above(
                    colour(nick)
                            + " ".repeat(NICK_WIDTH - name.codePointCount(0, name.length()))
                            + name
                            + RESET
                            + "  "
                            + FAINT
                            + whom
                            + (to == null ? RESET : "")
                            + SafeText.line(text, Math.max(room, 1))
                            + RESET);
        }
    }

    private static String colour(String nick) {
        return "\u001B[" + COLOURS[Math.floorMod(nick.hashCode(), COLOURS.length)] + "m";
    }

    @Override
    public synchronized void progress(String text) {
        status = SafeText.line(" " + text + " ", width - 1);
        out.print(CLEAR + INVERSE + status + RESET);
        out.flush();
    }

    private void above(String line) {
        out.print(CLEAR + line + "\n");
        if (!status.isEmpty()) {
            out.print(INVERSE + status + RESET);
        }
        out.flush();
    }

    @Override
    public synchronized void close() {
        status = "";
        out.print(CLEAR);
        out.flush();
    }
}
