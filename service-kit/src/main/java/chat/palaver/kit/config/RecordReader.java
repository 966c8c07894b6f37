package chat.palaver.kit.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/** Makes records out of keys and values, collecting what is wrong instead of stopping at it. */
final class RecordReader {
    private final SmallRyeConfig config;
    private final List<String> problems;

    RecordReader(SmallRyeConfig config, List<String> problems) {
        this.config = config;
        this.problems = problems;
    }

    /** Empty if there were problems, which have been added to the list. */
    <C> Optional<C> read(Class<C> type, String prefix) {
        int before = problems.size();
        List<Object> arguments = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            ConfigKey key = ConfigKey.of(component, prefix);
            arguments.add(
                    key.isGroup()
                            ? read(component.getType(), key.name() + ".").orElse(null)
                            : value(key).orElse(null));
        }
        return problems.size() > before ? Optional.empty() : create(type, prefix, arguments);
    }

    private Optional<?> value(ConfigKey key) {
        try {
            if (key.isMap()) {
                return Optional.of(map(key));
            }
            Optional<?> value = key.isList() ? list(key) : single(key);
            if (key.isOptional()) {
                return Optional.of(value);
            }
            if (value.isEmpty()) {
                problems.add(key.name() + ": is required (or " + key.environmentName() + ")");
            }
            return value;
        } catch (IllegalArgumentException e) {
            problems.add(key.name() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private Map<String, String> map(ConfigKey key) {
        Map<String, String> entries = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(key.name() + ".")) {
                String value = config.getConfigValue(name).getValue();
                entries.put(name.substring(key.name().length() + 1), value == null ? "" : value);
            }
        }
        return entries;
    }

    private Optional<List<Object>> list(ConfigKey key) {
        List<Object> elements = new ArrayList<>();
        ConfigValue whole = config.getConfigValue(key.name());
        List<String> indexed = config.getIndexedProperties(key.name());
        int indexedOrdinal =
                indexed.stream()
                        .mapToInt(name -> config.getConfigValue(name).getConfigSourceOrdinal())
                        .max()
                        .orElse(Integer.MIN_VALUE);
        if (whole.getValue() != null && whole.getConfigSourceOrdinal() >= indexedOrdinal) {
            split(whole.getValue()).forEach(text -> elements.add(convert(key, text)));
        } else if (!indexed.isEmpty()) {
            for (String name : indexed) {
                elements.add(convert(key, config.getConfigValue(name).getValue()));
            }
        } else if (key.annotation(Default.class).isPresent()) {
            String fallback = key.annotation(Default.class).orElseThrow().value();
            split(fallback).forEach(text -> elements.add(convert(key, text)));
        } else {
            return Optional.empty();
        }
        boolean required = key.annotation(Default.class).isEmpty();
        return required && elements.isEmpty() ? Optional.empty() : Optional.of(elements);
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private Optional<Object> single(ConfigKey key) {
        String text = config.getConfigValue(key.name()).getValue();
        Optional<String> fallback = key.annotation(Default.class).map(Default::value);
        if (text == null || text.isBlank()) {
            boolean empty = text != null && fallback.equals(Optional.of(""));
            return empty ? Optional.of("") : fallback.map(value -> convert(key, value));
        }
        return Optional.of(convert(key, text));
    }

    private Object convert(ConfigKey key, String text) {
        if (key.valueType() == String.class) {
            return text == null ? "" : text;
        }
        Object value;
        try {
            value = config.convert(text, boxed(key.valueType()));
        } catch (IllegalArgumentException | NoSuchElementException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not " + expected(key.valueType()), e);
        }
        if (value == null) {
            throw new IllegalArgumentException("has an empty value");
        }
        checkBounds(key, value, text);
        return value;
    }

    private static void checkBounds(ConfigKey key, Object value, String text) {
        key.annotation(Range.class)
                .ifPresent(
                        range -> {
                            long number = ((Number) value).longValue();
                            if (number < range.min() || number > range.max()) {
                                throw outside(text, range.min(), range.max());
                            }
                        });
        key.annotation(Between.class)
                .ifPresent(
                        range -> {
                            Duration duration = (Duration) value;
                            if (duration.compareTo(Durations.parse(range.min())) < 0
                                    || duration.compareTo(Durations.parse(range.max())) > 0) {
                                throw outside(text, range.min(), range.max());
                            }
                        });
    }

    private static IllegalArgumentException outside(String text, Object min, Object max) {
        return new IllegalArgumentException(text + " is not between " + min + " and " + max);
    }

    private static String expected(Class<?> type) {
        if (type == Duration.class) {
            return "a duration like 250ms, 10s, 5m, 3h or 7d";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        }
        if (type == boolean.class) {
            return "true or false";
        }
        return type == int.class || type == long.class
                ? "a whole number"
                : "a " + type.getSimpleName();
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    private <C> Optional<C> create(Class<C> type, String prefix, List<Object> arguments) {
        Class<?>[] types =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        try {
            Constructor<C> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return Optional.of(constructor.newInstance(arguments.toArray()));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException) {
                String group =
                        prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1) + ": ";
                problems.add(group + e.getCause().getMessage());
                return Optional.empty();
            }
            throw new IllegalStateException(type + " threw", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be created", e);
        }
    }
}
