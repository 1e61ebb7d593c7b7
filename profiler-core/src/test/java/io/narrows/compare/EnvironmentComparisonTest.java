package io.narrows.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.compare.EnvironmentComparison.Difference;
import io.narrows.compare.EnvironmentComparison.Weight;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentComparisonTest {

    @Test
    void whatMattersComesFirst() {
        EnvironmentComparison comparison = EnvironmentComparison.of(
                Map.of("cpus", "2", "batching.workers", "1", "kernel", "6.1", "os", "Debian", "gone", "x"),
                Map.of("cpus", "4", "batching.workers", "2", "kernel", "6.2", "os", "Debian"));

        assertEquals(
                List.of("cpus", "batching.workers", "gone", "kernel"),
                comparison.differences().stream().map(Difference::key).toList());
        assertEquals(1, comparison.same());
        assertTrue(comparison.matters());
        assertEquals("", comparison.differences().get(2).second());
        assertEquals(Weight.CHOSEN, comparison.differences().get(1).weight());
    }

    @Test
    void aSettingAloneDoesNotMatter() {
        assertFalse(EnvironmentComparison.of(Map.of("a", "1"), Map.of("a", "2")).matters());
        assertFalse(
                EnvironmentComparison.of(Map.of("gc", "G1"), Map.of("gc", "G1")).matters());
    }
}
