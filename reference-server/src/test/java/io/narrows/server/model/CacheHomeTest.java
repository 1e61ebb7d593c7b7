package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheHomeTest {
    private static final String HOME = Path.of("home").toAbsolutePath().toString();

    @Test
    void theVariableWinsEverywhere() {
        Map<String, String> environment =
                Map.of("NARROWS_HOME", "/n", "XDG_CACHE_HOME", "/xdg", "LOCALAPPDATA", "/local");
        for (String os : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
            assertEquals(Path.of("/n"), CacheHome.of(os, HOME, environment));
        }
    }

    @Test
    void linuxFollowsTheXdgRule() {
        assertEquals(Path.of("/xdg/narrows"), CacheHome.of("Linux", HOME, Map.of("XDG_CACHE_HOME", "/xdg")));
        assertEquals(Path.of(HOME, ".cache", "narrows"), CacheHome.of("Linux", HOME, Map.of()));
        assertEquals(
                Path.of(HOME, ".cache", "narrows"), CacheHome.of("Linux", HOME, Map.of("XDG_CACHE_HOME", "relative")));
        assertEquals(
                Path.of(HOME, ".cache", "narrows"),
                CacheHome.of("Linux", HOME, Map.of("XDG_CACHE_HOME", "", "NARROWS_HOME", " ")));
    }

    @Test
    void macHasItsCaches() {
        assertEquals(Path.of(HOME, "Library", "Caches", "narrows"), CacheHome.of("Mac OS X", HOME, Map.of()));
    }

    @Test
    void windowsHasItsLocalData() {
        assertEquals(Path.of("/local/narrows"), CacheHome.of("Windows 11", HOME, Map.of("LOCALAPPDATA", "/local")));
        assertEquals(Path.of(HOME, "AppData", "Local", "narrows"), CacheHome.of("Windows Server 2022", HOME, Map.of()));
    }
}
