package chat.palaver.edge;

import chat.palaver.kit.ServiceDefinition;
import chat.palaver.kit.ServiceMain;

/** Runs one edge as a process. */
public final class Main {
    public static final ServiceDefinition<EdgeConfig> DEFINITION =
            new ServiceDefinition<>("edge", EdgeConfig.class, EdgeService::new);

    private Main() {}

    /**
     * Runs it until it is told to end.
     *
     * @param args {@code CONFIG.yaml} or {@code check-config CONFIG.yaml}
     */
    public static void main(String[] args) {
        ServiceMain.run(args, DEFINITION);
    }
}
