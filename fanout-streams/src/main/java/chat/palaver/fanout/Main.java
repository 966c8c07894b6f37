package chat.palaver.fanout;

import chat.palaver.kit.ServiceDefinition;
import chat.palaver.kit.ServiceMain;

/** Runs one fan-out as a process. */
public final class Main {
    public static final ServiceDefinition<FanoutConfig> DEFINITION =
            new ServiceDefinition<>("fanout", FanoutConfig.class, FanoutService::new);

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
