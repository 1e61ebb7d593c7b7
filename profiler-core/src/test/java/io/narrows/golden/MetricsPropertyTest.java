package io.narrows.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MetricsPropertyTest {

    @Property(tries = 500)
    void ulpsAreStepsFromOneFloatToTheNextWhereTheElementIsTheLargestOfItsRow(
            @ForAll @FloatRange(min = 0.01f, max = 1e6f) float from, @ForAll @IntRange(max = 300) int steps) {
        float to = from;
        for (int i = 0; i < steps; i++) {
            to = Math.nextDown(to);
        }
        double counted = differences(new float[] {from}, new float[] {to}).value(GoldenMetric.MAX_ULP);
        if (Math.ulp(to) == Math.ulp(from)) {
            assertEquals(steps, counted);
        } else { // below a power of two, floats lie closer together
            assertTrue(counted <= steps, () -> steps + " counted as " + counted);
        }
    }

    @Example
    void ulpsAreThoseOfTheRowsLargestElement() {
        // one last place of 1 is 2^-23; the second row has another largest element
        float[] expected = {1f, 1e-9f, 0f, 1024f, 1f, -2f};
        float[] actual = {1f, 1e-9f + 0x1p-22f, 0f, 1024f, 1f, -2f + 0x1p-12f};
        Differences found = Differences.of(row(2, 3, expected), row(2, 3, actual), 0);
        assertEquals(2, found.value(GoldenMetric.MAX_ULP), 1e-6);
        assertTrue(found.at(GoldenMetric.MAX_ULP) == 1 || found.at(GoldenMetric.MAX_ULP) == 5);
        assertEquals(0, differences(new float[] {0f, 1f}, new float[] {-0f, 1f}).value(GoldenMetric.MAX_ULP));
        Differences floored = Differences.of(row(2, 3, expected), row(2, 3, actual), 1e-6);
        assertEquals(5, floored.at(GoldenMetric.MAX_ULP), "2.4e-7 is below the floor");
    }

    @Example
    void lastPlacesOfDoublesAreTheirOwn() {
        GoldenTensor one = new GoldenTensor.Doubles("x", List.of(1L), new double[] {1});
        GoldenTensor next = new GoldenTensor.Doubles("x", List.of(1L), new double[] {1 + 0x3p-52});
        assertEquals(3, Differences.of(one, next, 0).value(GoldenMetric.MAX_ULP));
        assertEquals(1, Differences.of(one, next, 0).otherBits());
    }

    private static GoldenTensor row(long rows, long width, float... values) {
        return new GoldenTensor.Floats("x", List.of(rows, width), values);
    }

    private static Differences differences(float[] expected, float[] actual) {
        return Differences.of(row(1, expected.length, expected), row(1, actual.length, actual), 0);
    }

    @Example
    void rankAgreementIsSpearmansWithTiesSharingTheirRanks() {
        // By hand: differences of ranks 1, 1, 1, 1, 0: 1 - 6 * 4 / (5 * 24)
        assertEquals(0.8, RankAgreement.of(new double[] {1, 2, 3, 4, 5}, new double[] {20, 10, 40, 30, 50}), 1e-12);
        // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5)
        assertEquals(
                4.5 / Math.sqrt(4.5 * 5),
                RankAgreement.of(new double[] {1, 2, 2, 3}, new double[] {1, 2, 3, 4}),
                1e-12);
        assertEquals(-1, RankAgreement.of(new double[] {1, 2, 3}, new double[] {3, 2, 1}), 1e-12);
        assertTrue(Double.isNaN(RankAgreement.of(new double[] {1, 1}, new double[] {1, 2})));
        assertTrue(Double.isNaN(RankAgreement.of(new double[] {1}, new double[] {2})));
    }

    @Property(tries = 200)
    void rankAgreementKnowsTheOrderOnly(
            @ForAll @Size(min = 3, max = 40) List<@DoubleRange(min = -50, max = 50) Double> values) {
        double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
        double[] stretched = Arrays.stream(numbers).map(Math::exp).toArray();
        double agreement = RankAgreement.of(numbers, stretched);
        assertTrue(Double.isNaN(agreement) || Math.abs(agreement - 1) < 1e-9, () -> "" + agreement);
    }

    @Property(tries = 300)
    void sqnrFollowsItsDefinition(
            @ForAll @Size(min = 1, max = 30) List<@FloatRange(min = 0.5f, max = 4) Float> values,
            @ForAll @IntRange(min = 1, max = 400) int thousandths) {
        float error = thousandths / 1_000f;
        float[] expected = new float[values.size()];
        float[] actual = new float[values.size()];
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < expected.length; i++) {
            expected[i] = values.get(i);
            actual[i] = expected[i] + (i % 2 == 0 ? error : -error);
            signal += (double) expected[i] * expected[i];
            noise += ((double) expected[i] - actual[i]) * ((double) expected[i] - actual[i]);
        }
        Power power = new Power();
        power.add(differences(expected, actual));
        assertEquals(20 * Math.log10(Math.sqrt(signal) / Math.sqrt(noise)), power.sqnrDb(), 1e-9);
    }

    @Example
    void relativeDifferenceHoldsTinyElementsAgainstAThousandthOfTheirRow() {
        Differences differences = differences(new float[] {2f, 1e-6f, 1f}, new float[] {2f, 3e-6f, 1.0005f});
        assertEquals(1e-3, differences.value(GoldenMetric.MAX_REL), 1e-6);
        assertEquals(1, differences.at(GoldenMetric.MAX_REL));
    }

    @Example
    void neighboursThatAreEquallyNearAgree() {
        Similarities same = new Similarities();
        double[] rows = {1, 0, 1, 0, 1, 0, 0, 1};
        same.add(List.of(4L, 2L), rows, rows);
        assertEquals(1, same.neighbourAgreement());
        Similarities turned = new Similarities();
        turned.add(List.of(4L, 2L), new double[] {1, 0, 1, 0.1, 0, 1, 0.1, 1}, new double[] {1, 0, 0, 1, 0, 1, 1, 0});
        assertEquals(0, turned.neighbourAgreement());
    }
}
