package io.narrows.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DifferencesTest {
    /** Of a row whose expected values are all zero no element has a last place; a report has no word for infinity. */
    @Test
    void whatDiffersFromZerosIsFarOffAndFinite() {
        for (double off : List.of(1e-9, 1.0, 1e300)) {
            Differences doubles = Differences.of(doubles(0, 0), doubles(0, off), 0);
            assertFarOff(doubles);
        }
        for (float off : List.of(1e-9f, 1f, 1e38f)) {
            Differences floats = Differences.of(floats(0, 0), floats(0, off), 0);
            assertFarOff(floats);
        }
    }

    private static void assertFarOff(Differences found) {
        for (GoldenMetric metric : List.of(GoldenMetric.MAX_ULP, GoldenMetric.MAX_REL)) {
            double value = found.value(metric);
            assertTrue(value > 1e20 && Double.isFinite(value), metric + " is " + value);
            assertEquals(1, found.at(metric));
        }
    }

    @Test
    void equalZerosDifferInNothing() {
        Differences found = Differences.of(doubles(0, 0), doubles(0, 0), 0);
        assertEquals(0, found.value(GoldenMetric.MAX_ULP));
        assertEquals(0, found.value(GoldenMetric.MAX_REL));
    }

    private static GoldenTensor doubles(double... values) {
        return new GoldenTensor.Doubles("y", List.of((long) values.length), values);
    }

    private static GoldenTensor floats(float... values) {
        return new GoldenTensor.Floats("y", List.of((long) values.length), values);
    }
}
