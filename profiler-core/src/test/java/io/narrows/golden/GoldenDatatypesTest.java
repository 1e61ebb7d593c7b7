package io.narrows.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.golden.GoldenDeviation.Metric;
import io.narrows.golden.GoldenTensor.IntegerType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tensors that are neither texts nor 32-bit floats. */
class GoldenDatatypesTest {
    private static final long ODD = (1L << 53) + 1; // no double has this value

    @TempDir
    Path folder;

    private static GoldenTensor integers(String name, IntegerType type, long... values) {
        return new GoldenTensor.Integers(name, List.of((long) values.length), type, values);
    }

    private static GoldenTensor doubles(String name, double... values) {
        return new GoldenTensor.Doubles(name, List.of((long) values.length), values);
    }

    private static GoldenSet set(GoldenTolerance tolerance, GoldenSample... samples) {
        return new GoldenSet("m", "", "E 1", Instant.ofEpochSecond(86_400), tolerance, List.of(samples));
    }

    /** The digest was computed by another program from the format's page. */
    @Test
    void digestIsWhatTheFormatSays() {
        GoldenSet set = new GoldenSet(
                "m",
                "0".repeat(64),
                "E 1",
                Instant.ofEpochSecond(86_400),
                GoldenTolerance.DEFAULT,
                List.of(new GoldenSample(
                        "s",
                        "n",
                        List.of(
                                new GoldenTensor.Integers(
                                        "ids", List.of(1L, 2L), IntegerType.INT64, new long[] {-1, ODD}),
                                integers("on", IntegerType.BOOL, 1)),
                        List.of(
                                new GoldenTensor.Doubles("out", List.of(1L, 2L), new double[] {0.1, -0.0}),
                                integers("class", IntegerType.UINT8, 255)))));
        assertEquals("323ddb4156d875ce47edc8ccbb34c44d88b24494b8e3837c733255deb8a90316", set.sha256());
    }

    @ParameterizedTest
    @EnumSource(IntegerType.class)
    void whatWasWrittenIsRead(IntegerType type) {
        GoldenSample sample = new GoldenSample(
                "s",
                "",
                List.of(integers("x", type, type.least(), type.most())),
                List.of(doubles("y", Math.PI, -0.0, Double.MIN_VALUE), integers("z", type, type.most())));
        GoldenSet set = set(GoldenTolerance.DEFAULT, sample);
        Path file = folder.resolve("set.json");
        set.write(file);
        GoldenSample read = GoldenSet.read(file).samples().get(0);
        GoldenTensor.Integers x = (GoldenTensor.Integers) read.inputs().get(0);
        assertEquals(type, x.datatype());
        assertArrayEquals(new long[] {type.least(), type.most()}, x.values());
        double[] y = ((GoldenTensor.Doubles) read.outputs().get(0)).values();
        assertArrayEquals(new double[] {Math.PI, -0.0, Double.MIN_VALUE}, y);
        assertEquals(set.sha256(), GoldenSet.read(file).sha256());
    }

    @Test
    void valuesOutsideTheirDatatypeAreRefused() {
        GoldenException e = assertThrows(GoldenException.class, () -> integers("x", IntegerType.UINT8, 0, 256));
        assertEquals("tensor \"x\" value 1 is 256; UINT8 holds 0 to 255", e.getMessage());
    }

    private static GoldenResult check(GoldenTolerance tolerance, GoldenTensor expected, GoldenTensor answered) {
        GoldenSample sample =
                new GoldenSample("s", "", List.of(integers("x", IntegerType.INT32, 7)), List.of(expected));
        return GoldenCheck.run(
                set(tolerance, sample), new HandMadeModel(inputs -> List.of(answered)), GoldenListener.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = GoldenTolerance.Tier.class,
            names = {"BITWISE", "SAME_PRECISION_OTHER_ENGINE"})
    void wholeNumbersAreEqualInEveryTier(GoldenTolerance.Tier tier) {
        GoldenTensor expected = integers("class", IntegerType.INT64, 5, ODD);
        assertTrue(check(tier.tolerance(), expected, integers("class", IntegerType.INT64, 5, ODD))
                .passed());
        GoldenResult result = check(tier.tolerance(), expected, integers("class", IntegerType.INT64, 5, ODD - 1));
        assertFalse(result.passed());
        assertNotNull(result.worst());
        assertEquals(Metric.VALUE, result.worst().metric());
        assertEquals(1, result.worst().element());
        assertEquals("9007199254740993", result.worst().expected());
        assertEquals("9007199254740992", result.worst().actual());
        assertEquals(0, result.counts().bitEqual());
        GoldenResult other = check(tier.tolerance(), expected, integers("class", IntegerType.INT32, 5, 6));
        assertNotNull(other.worst());
        assertEquals(Metric.DATATYPE, other.worst().metric());
    }

    @Test
    void doublesAreHeldToTheToleranceInTheirOwnPrecision() {
        GoldenTensor expected = doubles("y", 1, 2);
        assertTrue(check(GoldenTolerance.DEFAULT, expected, doubles("y", 1, 2 + 1e-6))
                .passed());
        assertFalse(check(GoldenTolerance.DEFAULT, expected, doubles("y", 1, 2 + 1e-4))
                .passed());
        GoldenTolerance fewUlp = GoldenTolerance.Tier.FEW_ULP.tolerance();
        assertTrue(check(fewUlp, expected, doubles("y", 1, 2 + 0x16p-52)).passed());
        assertFalse(check(fewUlp, expected, doubles("y", 1, 2 + 1e-10)).passed(), "a float would not tell them apart");
    }

    @Test
    void batchesAreJoinedAndSplitOfEveryDatatype() {
        List<GoldenSample> samples = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            List<GoldenTensor> inputs = List.of(
                    integers("n", IntegerType.INT32, i), doubles("d", i / 3.0), integers("b", IntegerType.BOOL, i % 2));
            samples.add(new GoldenSample("s" + i, "", inputs, inputs));
        }
        GoldenSet set = set(GoldenTolerance.Tier.BITWISE.tolerance(), samples.toArray(new GoldenSample[0]));
        GoldenResult result = GoldenCheck.run(set, new HandMadeModel(inputs -> inputs), GoldenListener.NONE);
        assertTrue(result.passed(), result.toJson());
        assertEquals(5, result.batched());
        assertNotNull(result.noise());
        assertTrue(result.noise().invariant());
        GoldenResult wrong = GoldenCheck.run(
                set,
                new HandMadeModel(inputs -> {
                    GoldenTensor.Integers n = (GoldenTensor.Integers) inputs.get(0);
                    long[] values = n.values().clone();
                    values[0] += values.length > 1 ? 1 : 0;
                    return List.of(
                            new GoldenTensor.Integers(n.name(), n.shape(), n.datatype(), values),
                            inputs.get(1),
                            inputs.get(2));
                }),
                GoldenListener.NONE);
        assertEquals(1, wrong.failed(), wrong.toJson());
        assertNotNull(wrong.noise());
        assertFalse(wrong.noise().invariant());
    }

    @Test
    void requestsAndResponsesCarryThem() throws IOException {
        List<GoldenTensor> inputs = List.of(
                integers("on", IntegerType.BOOL, 1, 0),
                integers("ids", IntegerType.INT64, ODD, -3),
                doubles("d", 0.1, 1e300));
        String request = new String(InferJson.request(inputs), StandardCharsets.UTF_8);
        assertTrue(request.contains("\"datatype\":\"BOOL\",\"data\":[true,false]"), request);
        assertTrue(request.contains("\"datatype\":\"INT64\",\"data\":[9007199254740993,-3]"), request);
        String response = request.replace("\"inputs\"", "\"outputs\"");
        List<GoldenTensor> outputs = InferJson.outputs(
                Fields.parse(new ByteArrayInputStream(response.getBytes(StandardCharsets.UTF_8)), "response"));
        for (int i = 0; i < inputs.size(); i++) {
            assertEquals(Datatypes.of(inputs.get(i)), Datatypes.of(outputs.get(i)));
            for (int k = 0; k < 2; k++) {
                assertEquals(Tensors.value(inputs.get(i), k), Tensors.value(outputs.get(i), k));
            }
        }
    }

    @Test
    void aSubsetIsAskedUnderTheDigestOfTheWholeSet() {
        GoldenSet set = HandMadeModel.set("a", "b", "c", "d");
        HandMadeModel model = HandMadeModel.faithful();
        GoldenCheckOptions some = GoldenCheckOptions.defaults().only(List.of("s1", "s3"));
        GoldenResult result = GoldenCheck.run(set, model, some, GoldenListener.NONE);
        assertTrue(result.passed());
        assertEquals(set.sha256(), result.set());
        assertEquals(4, result.samples());
        assertEquals(2, result.compared());
        assertEquals("all 2 samples agree", result.reason());
        GoldenCheckOptions gone = GoldenCheckOptions.defaults().only(List.of("s1", "s9"));
        GoldenException e =
                assertThrows(GoldenException.class, () -> GoldenCheck.run(set, model, gone, GoldenListener.NONE));
        assertEquals("the set has 1 of the 2 samples to ask: s1, s9; it must have all of them", e.getMessage());
    }
}
