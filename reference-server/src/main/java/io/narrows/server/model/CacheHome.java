package io.narrows.server.model;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the user's cache folder is on each platform. */
final class CacheHome {
    static final String VARIABLE = "NARROWS_HOME";

    private CacheHome() {}

    static Path of(String osName, String userHome, Map<String, String> environment) {
        Path chosen = folder(environment, VARIABLE);
        if (chosen != null) {
            return chosen;
        }
        String os = osName.toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) {
            Path local = folder(environment, "LOCALAPPDATA");
            return (local != null ? local : Path.of(userHome, "AppData", "Local")).resolve("narrows");
        }
        if (os.startsWith("mac")) {
            return Path.of(userHome, "Library", "Caches", "narrows");
        }
        Path xdg = folder(environment, "XDG_CACHE_HOME");
        // The XDG rule: a relative path is ignored.
        return (xdg != null && xdg.isAbsolute() ? xdg : Path.of(userHome, ".cache")).resolve("narrows");
    }

    private static @Nullable Path folder(Map<String, String> environment, String variable) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? null : Path.of(value);
    }
}
