package io.narrows.server.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** In the order in which DJL itself looks. */
class NativesFolderTest {

    @Test
    void nothingIsChosenWhereNothingIsSet() {
        assertNull(chosen(Map.of(), Map.of()));
        assertNull(chosen(Map.of("DJL_CACHE_DIR", ""), Map.of("ENGINE_CACHE_DIR", "")));
    }

    @Test
    void theEnginesFolderWinsOverTheGeneralOne() {
        assertEquals(Path.of("e"), chosen(Map.of("DJL_CACHE_DIR", "d"), Map.of("ENGINE_CACHE_DIR", "e")));
        assertEquals(Path.of("d"), chosen(Map.of("DJL_CACHE_DIR", "d"), Map.of()));
        assertEquals(Path.of("d"), chosen(Map.of(), Map.of("DJL_CACHE_DIR", "d")));
    }

    @Test
    void theEnvironmentWinsOverProperties() {
        assertEquals(Path.of("env"), chosen(Map.of("DJL_CACHE_DIR", "env"), Map.of("DJL_CACHE_DIR", "prop")));
    }

    private static @Nullable Path chosen(Map<String, String> environment, Map<String, String> properties) {
        return NativesFolder.chosenByUser(environment::get, properties::get);
    }
}
