package chat.palaver.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.kit.ServiceDefinition;
import chat.palaver.kit.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds the files of {@code deploy} against the services they name. */
final class DeploymentTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final String CONFIG = "/etc/palaver/";

    @Test
    void everyServiceOfTheComposeFileExistsAndAcceptsItsConfiguration() throws Exception {
        Map<String, Map<String, Object>> services = services();
        for (Map.Entry<String, Map<String, Object>> each : services.entrySet()) {
            if (each.getValue().get("command") instanceof List<?> command
                    && command.get(1).toString().startsWith(CONFIG)) {
                Class<?> main = Class.forName(command.get(0).toString());
                String file = command.get(1).toString().substring(CONFIG.length());
                accepts((ServiceDefinition<?>) main.getField("DEFINITION").get(null), file);
            }
        }
        assertThat(services)
                .containsKeys(
                        new Plan(8080, 2, 2, 1, true)
                                .services().stream().map(Part::name).toArray(String[]::new))
                .containsKeys("kafka", "scylla", "keys");
    }

    @Test
    void dependenciesAndVolumesAreThoseThatExist() throws Exception {
        Map<String, Object> compose = compose();
        for (Map<String, Object> service : services().values()) {
            if (service.get("depends_on") instanceof Map<?, ?> needed) {
                assertThat(services().keySet()).containsAll(keys(needed));
            }
            if (service.get("volumes") instanceof List<?> volumes) {
                assertThat(keys((Map<?, ?>) compose.get("volumes")))
                        .containsAll(
                                volumes.stream()
                                        .map(each -> each.toString().split(":")[0])
                                        .toList());
            }
        }
    }

    private static void accepts(ServiceDefinition<?> definition, String file) throws Exception {
        Path config = DEPLOY.resolve("config").resolve(file);
        assertThat(Configuration.load(definition.config(), config, Map.of()).admin().host())
                .as(file)
                .isEqualTo("0.0.0.0");
    }

    private static List<String> keys(Map<?, ?> map) {
        return map.keySet().stream().map(Object::toString).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services() throws Exception {
        return (Map<String, Map<String, Object>>) compose().get("services");
    }

    private static Map<String, Object> compose() throws Exception {
        return new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(DEPLOY.resolveSibling("docker-compose.yml")));
    }
}
