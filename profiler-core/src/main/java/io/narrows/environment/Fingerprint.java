package io.narrows.environment;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Facts about the host and the JVM that decide whether two runs can be compared.
 *
 * <p>Holds no user name, no host name and no path below a home folder.
 */
public final class Fingerprint {

    /** Value of a key that this platform does not tell. */
    public static final String NOT_AVAILABLE = "not available here";

    private Fingerprint() {}

    /** Collects the fingerprint of this process, sorted by key. */
    public static SortedMap<String, String> collect() {
        return new TreeMap<>(Map.of(
                "os", System.getProperty("os.name"),
                "narrows.version", NarrowsVersion.current()));
    }
}
