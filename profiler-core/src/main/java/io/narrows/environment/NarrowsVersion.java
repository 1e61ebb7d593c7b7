package io.narrows.environment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version and the commit of Narrows on the class path, as the build wrote it. Thread-safe. */
public final class NarrowsVersion {

    private static final Properties BUILD = read();

    private NarrowsVersion() {}

    /** Returns the version, for instance {@code 0.1.0}. */
    public static String current() {
        return BUILD.getProperty("version", Fingerprint.NOT_AVAILABLE);
    }

    /** Returns the commit that it was built from, with {@code + changes} behind it where files had changed since; or unknown. */
    static String commit() {
        String commit = BUILD.getProperty("commit", Fingerprint.NOT_AVAILABLE);
        return Boolean.parseBoolean(BUILD.getProperty("dirty")) ? commit + " + changes" : commit;
    }

    private static Properties read() {
        Properties properties = new Properties();
        try (InputStream in = NarrowsVersion.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
