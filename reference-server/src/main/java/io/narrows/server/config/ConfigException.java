package io.narrows.server.config;

/** A configuration that cannot be used; the message is one line that names the key, its value and the rule. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean missingFile;

    private ConfigException(String message, boolean missingFile) {
        super(message);
        this.missingFile = missingFile;
    }

    /** Something in the configuration breaks a rule. */
    public static ConfigException wrong(String message) {
        return new ConfigException(message, false);
    }

    static ConfigException unreadable(String message) {
        return new ConfigException(message, true);
    }

    /** Whether the file could not be read at all, as opposed to holding something wrong. */
    public boolean missingFile() {
        return missingFile;
    }
}
