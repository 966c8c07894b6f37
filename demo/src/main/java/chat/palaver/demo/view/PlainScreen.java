package chat.palaver.demo.view;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/** Plain lines, for pipes and files. */
public final class PlainScreen implements Screen {
    private static final int LONGEST = 200;
    private static final int LINES_A_SECOND = 25;
    private static final long PROGRESS_NANOS = 5_000_000_000L;

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final Throttle throttle;
    private long progressAt;

    public PlainScreen(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.throttle = new Throttle(LINES_A_SECOND, nanoTime);
        this.progressAt = nanoTime.getAsLong();
    }

    @Override
    public synchronized void note(String text) {
        out.println(text);
    }

    @Override
    public synchronized void trouble(String text) {
        out.println(SafeText.line(text, LONGEST));
    }

    @Override
    public synchronized void said(String nick, String to, String text) {
        if (throttle.passes()) {
            String whom = to == null ? "" : " -> " + SafeText.line(to, LONGEST);
            out.println(
                    "<"
                            + SafeText.line(nick, LONGEST)
                            + whom
                            + "> "
                            + SafeText.line(text, LONGEST));
        }
    }

    @Override
    public synchronized void progress(String text) {
        long now = nanoTime.getAsLong();
        if (now - progressAt >= PROGRESS_NANOS) {
            progressAt = now;
            out.println("... " + text);
        }
    }

    @Override
    public void close() {
        out.flush();
    }
}
