package chat.palaver.proxy;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The proxy as a process: {@code Main LINKS-FILE CONTROL-PORT}. Runs until it is ended; a restarted
 * one has all links open.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            throw new IllegalArgumentException("usage: LINKS-FILE CONTROL-PORT");
        }
        FaultProxy proxy = FaultProxy.start(Links.read(Path.of(args[0])), 0);
        ControlPort.open(proxy, Integer.parseInt(args[1]));
        new CountDownLatch(1).await();
    }
}
