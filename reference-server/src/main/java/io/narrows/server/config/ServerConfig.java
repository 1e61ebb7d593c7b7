package io.narrows.server.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** A complete, valid configuration. Immutable. */
public final class ServerConfig {
    private final Map<ConfigKey<?>, Object> values;

    private ServerConfig(Map<ConfigKey<?>, Object> values) {
        this.values = values;
    }

    /** Every key at its default. */
    public static ServerConfig defaults() {
        Map<ConfigKey<?>, Object> values = new LinkedHashMap<>();
        for (ConfigKey<?> key : Keys.all()) {
            values.put(key, key.defaultValue());
        }
        return new ServerConfig(values);
    }

    /** The value of a key. */
    @SuppressWarnings("unchecked") // with() and defaults() put only values of the key's type
    public <T> T get(ConfigKey<T> key) {
        T value = (T) values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key.name() + " is no key of the configuration");
        }
        return value;
    }

    /**
     * This configuration with one value replaced.
     *
     * @param text value as it would be written in the file
     * @throws ConfigException when the value breaks the key's rule
     */
    public ServerConfig with(ConfigKey<?> key, String text) {
        Map<ConfigKey<?>, Object> copy = new LinkedHashMap<>(values);
        copy.put(key, key.type().read(key.name(), text));
        return new ServerConfig(copy);
    }

    /** This configuration as a YAML file with every key. */
    public String toYaml() {
        StringBuilder yaml = new StringBuilder();
        String section = "";
        for (ConfigKey<?> key : Keys.all()) {
            int dot = key.name().indexOf('.');
            if (!key.name().substring(0, dot).equals(section)) {
                section = key.name().substring(0, dot);
                yaml.append(section).append(":\n");
            }
            yaml.append("  ").append(key.name().substring(dot + 1)).append(": ");
            yaml.append(quoted(text(key))).append('\n');
        }
        return yaml.toString();
    }

    /** A value as it would be written in the file. */
    public <T> String text(ConfigKey<T> key) {
        return key.type().writer().apply(get(key));
    }

    private static String quoted(String text) {
        boolean plain = text.matches("[A-Za-z0-9][A-Za-z0-9._/-]*");
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
