package io.narrows.server.config;

/**
 * One key of the configuration.
 *
 * @param name full name, sections separated by dots
 * @param type how its value is read and written
 * @param defaultText default as it would be written in the file
 * @param meaning what it does, one sentence
 * @param <T> type of its value
 */
public record ConfigKey<T>(String name, ValueType<T> type, String defaultText, String meaning) {

    /** The default. */
    public T defaultValue() {
        return type.read(name, defaultText);
    }
}
