package chat.palaver.kit;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads with a name to find in a dump, and an owner for what they do not catch. Daemons: a
 * process ends when its services are closed, not when a forgotten thread does.
 */
public final class NamedThreads implements ThreadFactory {
    private final String prefix;
    private final UncaughtExceptionHandler uncaught;
    private final AtomicInteger count = new AtomicInteger();

    public NamedThreads(String prefix, UncaughtExceptionHandler uncaught) {
        this.prefix = prefix;
        this.uncaught = uncaught;
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, prefix + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(uncaught);
        return thread;
    }
}
