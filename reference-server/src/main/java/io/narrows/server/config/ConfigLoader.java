package io.narrows.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads configuration files. Stateless. */
public final class ConfigLoader {
    private static final long MAX_FILE_BYTES = 1 << 20;

    private ConfigLoader() {}

    /**
     * Reads a file over the defaults.
     *
     * @throws ConfigException when it cannot be read, is no YAML, has an unknown key or a value that breaks a rule
     */
    public static ServerConfig load(Path file) {
        return parse(text(file), file.toString());
    }

    static String text(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw ConfigException.wrong(
                        "config file " + file + " is " + Files.size(file) + " bytes long; it must be at most 1 MiB");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw ConfigException.unreadable("config file " + file + " does not exist");
        } catch (CharacterCodingException e) {
            throw ConfigException.wrong("config file " + file + " is not valid UTF-8; it must be YAML in UTF-8");
        } catch (IOException e) {
            throw ConfigException.unreadable(
                    "config file " + file + " cannot be read: " + (Files.isDirectory(file) ? "it is a directory" : e));
        }
    }

    /**
     * Reads YAML over the defaults.
     *
     * @param source name for messages
     */
    public static ServerConfig parse(String yaml, String source) {
        Map<String, String> flat = new LinkedHashMap<>();
        Object root = yaml(yaml, source);
        if (root instanceof Map<?, ?> map) {
            flatten("", map, flat, source);
        } else if (root != null) {
            throw ConfigException.wrong(source + " holds no sections; it must be YAML like \"http: {port: 8080}\"");
        }
        ServerConfig config = ServerConfig.defaults();
        for (Map.Entry<String, String> entry : flat.entrySet()) {
            config = config.with(key(entry.getKey(), source), entry.getValue());
        }
        return checked(config);
    }

    /** Rules that two keys have together. */
    private static ServerConfig checked(ServerConfig config) {
        ConfigKey<Long> max = Keys.PROFILING_MAX_LOG;
        ConfigKey<Long> rotate = Keys.PROFILING_ROTATE_BYTES;
        if (config.get(max) / 2 < config.get(rotate)) {
            throw ConfigException.wrong(max.name() + " is \"" + config.text(max) + "\"; it must be at least twice "
                    + rotate.name() + ", which is " + config.text(rotate));
        }
        return config;
    }

    static @Nullable Object yaml(String yaml, String source) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source)
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(10)
                .build();
        try {
            return new Load(settings).loadFromString(yaml);
        } catch (MarkedYamlEngineException e) {
            String where = e.getProblemMark()
                    .map(mark -> " at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                    .orElse("");
            throw ConfigException.wrong(source + " is not valid YAML" + where + ": " + e.getProblem());
        } catch (StackOverflowError e) {
            throw ConfigException.wrong(source + " is nested too deep; sections hold keys and no more sections");
        } catch (YamlEngineException e) {
            throw ConfigException.wrong(source + " is not valid YAML: "
                    + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
    }

    private static void flatten(String prefix, Map<?, ?> map, Map<String, String> flat, String source) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = prefix + entry.getKey();
            Object value = entry.getValue();
            if (value instanceof Map<?, ?> section) {
                flatten(name + ".", section, flat, source);
            } else if (value instanceof Iterable<?> elements) {
                ConfigKey<?> key = key(name, source);
                if (key.type().list()) {
                    flat.put(name, joined(elements));
                    continue;
                }
                throw ConfigException.wrong(
                        name + " is a list; it must be " + key.type().rule());
            } else if (value != null || !isSection(name)) {
                flat.put(name, value == null ? "" : value.toString());
            }
        }
    }

    private static String joined(Iterable<?> elements) {
        List<String> words = new ArrayList<>();
        elements.forEach(element -> words.add(String.valueOf(element)));
        return String.join(", ", words);
    }

    /** A section may stand there with all its keys commented out. */
    private static boolean isSection(String name) {
        return Keys.all().stream().anyMatch(key -> key.name().startsWith(name + "."));
    }

    private static ConfigKey<?> key(String name, String source) {
        Optional<ConfigKey<?>> known =
                Keys.all().stream().filter(k -> k.name().equals(name)).findFirst();
        return known.orElseThrow(() -> ConfigException.wrong(
                source + " has the unknown key " + name + "; did you mean " + Nearest.to(name) + "?"));
    }
}
