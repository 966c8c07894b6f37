package chat.palaver.sink;

import chat.palaver.kit.ServiceDefinition;
import chat.palaver.kit.ServiceMain;

/** The sink's process. */
public final class Main {
    public static final ServiceDefinition<SinkConfig> DEFINITION =
            new ServiceDefinition<>("history-sink", SinkConfig.class, SinkService::new);

    private Main() {}

    public static void main(String[] args) {
        ServiceMain.run(args, DEFINITION);
    }
}
