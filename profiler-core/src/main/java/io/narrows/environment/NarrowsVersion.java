package io.narrows.environment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Narrows on the class path, as the build wrote it. Thread-safe. */
public final class NarrowsVersion {

    private static final String CURRENT = read();

    private NarrowsVersion() {}

    /** Returns the version, for instance {@code 0.1.0}. */
    public static String current() {
        return CURRENT;
    }

    private static String read() {
        try (InputStream in = NarrowsVersion.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                return Fingerprint.NOT_AVAILABLE;
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", Fingerprint.NOT_AVAILABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
