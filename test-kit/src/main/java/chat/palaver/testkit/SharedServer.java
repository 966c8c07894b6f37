package chat.palaver.testkit;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which server the tests of this JVM use: the one the environment names (the runner of a whole
 * suite starts one for all modules), else one started at its first use and ended after the last
 * test.
 */
final class SharedServer {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SharedServer.class);

    private SharedServer() {}

    static Server of(ExtensionContext context, String variable, Supplier<Server> start) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(variable, name -> found(name, start), Server.class);
    }

    private static Server found(String variable, Supplier<Server> start) {
        String address = System.getenv(variable);
        return address == null || address.isBlank() ? start.get() : Server.elsewhere(address);
    }
}
