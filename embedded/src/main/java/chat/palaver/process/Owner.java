package chat.palaver.process;

import java.util.Optional;

/**
 * The process for whose sake this one runs. A test runner that is killed cannot end what it has
 * started, so the started process watches it.
 */
public final class Owner {
    private Owner() {}

    /** Ends this process in an orderly way as soon as the owner is gone. */
    public static void exitWith(long pid) {
        Optional<ProcessHandle> owner = ProcessHandle.of(pid);
        if (owner.isEmpty()) {
            System.exit(0);
        }
        owner.get().onExit().thenRun(() -> System.exit(0));
    }
}
