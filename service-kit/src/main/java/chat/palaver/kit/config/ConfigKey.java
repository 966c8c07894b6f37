package chat.palaver.kit.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One key of a configuration: a component of its record, or of a record within.
 *
 * @param name as in the file, {@code kafka.bootstrap-servers}
 */
record ConfigKey(String name, RecordComponent component) {
    static final String ENVIRONMENT_PREFIX = "PALAVER_";

    /** Every key of a record, those of its groups included, in the order of declaration. */
    static List<ConfigKey> of(Class<?> type, String prefix) {
        List<ConfigKey> keys = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            ConfigKey key = of(component, prefix);
            if (key.isGroup()) {
                keys.addAll(of(component.getType(), key.name + "."));
            } else {
                keys.add(key);
            }
        }
        return keys;
    }

    static ConfigKey of(RecordComponent component, String prefix) {
        return new ConfigKey(prefix + kebab(component.getName()), component);
    }

    boolean isGroup() {
        return component.getType().isRecord();
    }

    boolean isList() {
        return component.getType() == List.class;
    }

    boolean isMap() {
        return component.getType() == Map.class;
    }

    boolean isOptional() {
        return component.getType() == Optional.class;
    }

    /** What one value is converted to: the type, or that of the elements. */
    Class<?> valueType() {
        if (component.getGenericType() instanceof ParameterizedType generic) {
            Object last = generic.getActualTypeArguments()[isMap() ? 1 : 0];
            return (Class<?>) last;
        }
        return component.getType();
    }

    <A extends Annotation> Optional<A> annotation(Class<A> type) {
        return Optional.ofNullable(component.getAnnotation(type));
    }

    /** {@code PALAVER_KAFKA_BOOTSTRAP_SERVERS}. */
    String environmentName() {
        return ENVIRONMENT_PREFIX
                + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Whether a name in the file sets this key, or an element or entry of it. */
    boolean covers(String nameInFile) {
        return nameInFile.equals(name)
                || (isList() && nameInFile.startsWith(name + "["))
                || (isMap() && nameInFile.startsWith(name + "."));
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
