package chat.palaver.presence;

import chat.palaver.kit.ServiceDefinition;
import chat.palaver.kit.ServiceMain;

/** Starts {@code presence-streams} as a process of its own. */
public final class Main {
    public static final ServiceDefinition<PresenceConfig> DEFINITION =
            new ServiceDefinition<>("presence-streams", PresenceConfig.class, PresenceService::new);

    private Main() {}

    public static void main(String[] args) {
        ServiceMain.run(args, DEFINITION);
    }
}
