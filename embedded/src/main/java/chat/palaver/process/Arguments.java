package chat.palaver.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Arguments in the form {@code --name=value}, as the embedded servers take them. */
public final class Arguments {
    private final Map<String, String> values;

    private Arguments(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Takes the arguments apart.
     *
     * @throws IllegalArgumentException when one has another form
     */
    public static Arguments parse(String... args) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (!arg.startsWith("--") || equals < 0) {
                throw new IllegalArgumentException("Not in the form --name=value: " + arg);
            }
            values.put(arg.substring(2, equals), arg.substring(equals + 1));
        }
        return new Arguments(values);
    }

    /**
     * The value of an argument that must be there.
     *
     * @throws IllegalArgumentException when it is not
     */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Missing argument --" + name + "=...");
        }
        return value;
    }

    /** The same, or nothing when the argument is not there. */
    public Optional<String> optionalText(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The same as a number. */
    public int number(String name) {
        return Integer.parseInt(text(name));
    }

    /** The same, or nothing when the argument is not there. */
    public OptionalLong optionalNumber(String name) {
        return values.containsKey(name)
                ? OptionalLong.of(Long.parseLong(values.get(name)))
                : OptionalLong.empty();
    }
}
