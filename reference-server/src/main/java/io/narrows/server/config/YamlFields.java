package io.narrows.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one mapping of a YAML file, read strictly: a field that is not known, or of another type than asked for, is
 * refused with one line that names the file, the path to the field, its value and the rule. Immutable.
 */
final class YamlFields {
    private final String source;
    private final String path;
    private final Map<?, ?> fields;

    /**
     * @param source the file, for messages
     * @param path way to the mapping, empty for the whole file
     * @param known names of the fields that there may be
     * @throws ConfigException when there is another
     */
    YamlFields(String source, String path, @Nullable Object value, List<String> known) {
        this.source = source;
        this.path = path;
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(path.isEmpty() ? "the file" : path, value, "a mapping with " + String.join(", ", known));
        }
        fields = map;
        for (Object key : map.keySet()) {
            String name = String.valueOf(key);
            if (!known.contains(name)) {
                throw ConfigException.wrong(source + ": unknown field " + at(shown(name)) + "; did you mean "
                        + at(Nearest.to(name, known)) + "?");
            }
        }
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    @Nullable
    Object value(String name) {
        return fields.get(name);
    }

    /** A field as its value would be written on one line; empty where it is not there. */
    String text(String name) {
        Object value = fields.get(name);
        if (value instanceof Map || value instanceof Iterable) {
            throw wrong(at(name), value, "one word or number");
        }
        return value == null ? "" : value.toString();
    }

    /** A field that must be there. */
    String requiredText(String name, String rule) {
        String text = text(name);
        if (text.isBlank()) {
            throw ConfigException.wrong(source + ": " + at(name) + " is missing; it must be " + rule);
        }
        return text;
    }

    /** A field that is one of some words. */
    String choice(String name, String otherwise, List<String> words) {
        String text = has(name) ? text(name) : otherwise;
        if (!words.contains(text)) {
            throw wrong(at(name), text, "one of " + String.join(", ", words));
        }
        return text;
    }

    /** A field that is true or false. */
    boolean flag(String name, boolean otherwise) {
        return choice(name, String.valueOf(otherwise), List.of("true", "false")).equals("true");
    }

    /** The elements of a list, which must be there and hold at least {@code least}. */
    List<Object> list(String name, int least, String rule) {
        Object value = fields.get(name);
        if (!(value instanceof Iterable<?> elements)) {
            throw value == null
                    ? ConfigException.wrong(source + ": " + at(name) + " is missing; it must be " + rule)
                    : wrong(at(name), value, rule);
        }
        List<Object> list = new ArrayList<>();
        elements.forEach(element -> list.add(element == null ? "" : element));
        if (list.size() < least) {
            throw wrong(at(name), value, rule);
        }
        return list;
    }

    /** The way to a field. */
    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    ConfigException wrong(String where, @Nullable Object value, String rule) {
        return ConfigException.wrong(source + ": " + where + " is " + shown(value) + "; it must be " + rule);
    }

    private static String shown(@Nullable Object value) {
        if (value == null) {
            return "empty";
        }
        String text = String.valueOf(value).replace('\n', ' ');
        String cut = text.length() > 60 ? text.substring(0, 60) + "..." : text;
        return value instanceof String ? '"' + cut + '"' : cut;
    }

    private static String shown(String name) {
        String text = name.replace('\n', ' ');
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }
}
