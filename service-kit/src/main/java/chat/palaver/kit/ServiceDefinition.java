package chat.palaver.kit;

import chat.palaver.kit.config.ServiceConfig;

/**
 * What the kit must know of a service to run it.
 *
 * @param name as in logs, {@code connection-edge}
 * @param config the record its configuration file is read into
 */
public record ServiceDefinition<C extends ServiceConfig>(
        String name, Class<C> config, Factory<C> factory) {
    public ServiceDefinition {
        if (!config.isRecord()) {
            throw new IllegalArgumentException(config + " must be a record");
        }
    }

    /** Creates the service; neither threads nor connections before {@link Service#start}. */
    @FunctionalInterface
    public interface Factory<C> {
        Service create(C config, ServiceContext context) throws Exception;
    }

    /** The same service under another name: for several of a kind in one process. */
    public ServiceDefinition<C> named(String other) {
        return new ServiceDefinition<>(other, config, factory);
    }
}
