package chat.palaver.api;

import chat.palaver.kit.ServiceDefinition;
import chat.palaver.kit.ServiceMain;

/** The API server's process. */
public final class Main {
    public static final ServiceDefinition<ApiConfig> DEFINITION =
            new ServiceDefinition<>("api-server", ApiConfig.class, ApiService::new);

    private Main() {}

    public static void main(String[] args) {
        ServiceMain.run(args, DEFINITION);
    }
}
