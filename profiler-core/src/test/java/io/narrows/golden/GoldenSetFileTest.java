package io.narrows.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GoldenSetFileTest {
    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        GoldenSet set = HandMadeModel.set("a", "", "\u0000\u202e\ud83c\udf0a", "\"quoted\" \\ \n");
        Path file = folder.resolve("deeper/set.json");
        set.write(file);
        GoldenSet read = GoldenSet.read(file);
        assertEquals(set.sha256(), read.sha256());
        assertEquals(set.samples().get(2).inputs(), read.samples().get(2).inputs());
        assertEquals(set.tolerance(), read.tolerance());
        assertEquals(set.recorded(), read.recorded());
        try (Stream<Path> left = Files.list(file.getParent())) {
            assertEquals(List.of(file), left.toList(), "nothing is left beside the set");
        }
        assertTrue(Files.readString(file).chars().allMatch(c -> c < 128), "files are ASCII");
    }

    @Test
    void layoutMayChange() throws IOException {
        Path file = write(json -> json.replace("\n", "\r\n").replace(" : ", ":"));
        assertEquals(HandMadeModel.set("a", "b").sha256(), GoldenSet.read(file).sha256());
    }

    /** Pins the digest to its documentation: changing either breaks every set that exists. */
    @Test
    void digestIsWhatTheFormatSays() {
        GoldenSet set = new GoldenSet(
                "m",
                "0".repeat(64),
                "E 1",
                java.time.Instant.ofEpochSecond(86_400),
                GoldenTolerance.DEFAULT,
                List.of(new GoldenSample(
                        "s",
                        "n",
                        List.of(new GoldenTensor.Texts("text", List.of(1L), List.of("é"))),
                        List.of(new GoldenTensor.Floats("out", List.of(1L, 2L), new float[] {1, -0f})))));
        assertEquals("70bf2a657ce0cb69e27d7bc88bf9cf3a1c0d4116c7a67f6ae7ba63cf20eceb65", set.sha256());
    }

    /** The same for the second version; the digest was computed by another program from the format's page. */
    @Test
    void digestOfAnotherTierIsWhatTheFormatSays() {
        GoldenSet set = new GoldenSet(
                "m",
                "0".repeat(64),
                "E 1",
                java.time.Instant.ofEpochSecond(86_400),
                new GoldenTolerance(
                        GoldenTolerance.Tier.QUANTIZED,
                        GoldenTolerance.Tier.QUANTIZED.tolerance().limits(),
                        1e-6),
                List.of(new GoldenSample(
                        "s",
                        "n",
                        List.of(new GoldenTensor.Texts("text", List.of(1L), List.of("é"))),
                        List.of(new GoldenTensor.Floats("out", List.of(1L, 2L), new float[] {1, -0f})))));
        assertEquals("b07ff14e505201edb5e91f1cf57b565286479780e13621e61b19b2df2a04d6c9", set.sha256());
    }

    @ParameterizedTest
    @EnumSource(GoldenTolerance.Tier.class)
    void everyTierIsReadAsItWasWritten(GoldenTolerance.Tier tier) throws IOException {
        GoldenSet set = HandMadeModel.set("a", "b");
        for (GoldenTolerance tolerance : List.of(
                tier.tolerance(),
                tier.tolerance().with(GoldenMetric.MAX_REL, 0.25).with(GoldenMetric.RANKS, 0.5))) {
            GoldenSet other =
                    new GoldenSet(set.model(), set.modelHash(), set.engine(), set.recorded(), tolerance, set.samples());
            Path file = folder.resolve("tier.json");
            other.write(file);
            assertEquals(tolerance, GoldenSet.read(file).tolerance());
            boolean one = tolerance.equals(GoldenTolerance.DEFAULT);
            assertTrue(Files.readString(file).contains(one ? "narrows.golden/1" : "narrows.golden/2"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "minRankAgreement" : 0.99  | "minRankAgreement" : 0.98  | is damaged
            "minRankAgreement" : 0.99  | "minRankAgreement" : 1.5   | tolerance minRankAgreement is 1.5; it must be from -1 to 1
            "minNeighbourAgreement"    | "minNeighborAgreement"     | field tolerance.limits.minNeighborAgreement is not part of the format; known here: maxAbs, maxRel
            "minSqnrDb" : 15.0         | "minSqnrDb" : "15"         | field tolerance.limits.minSqnrDb is "15"; it must be a number
            "ulpFloor" : 0.0           | "ulpFloor" : -1            | tolerance ulpFloor is -1.0; it must be finite and not negative
            "version" : 2              | "version" : 1              | field tolerance.version is 1; in a file of this schema it must be 2
            """)
    void damageOfLimitsIsRefusedByName(String what, String instead, String message) throws IOException {
        GoldenSet set = HandMadeModel.set("a", "b");
        Path file = folder.resolve("set.json");
        new GoldenSet(
                        set.model(),
                        set.modelHash(),
                        set.engine(),
                        set.recorded(),
                        GoldenTolerance.Tier.QUANTIZED.tolerance(),
                        set.samples())
                .write(file);
        String json = Files.readString(file);
        assertTrue(json.contains(what), json);
        Files.writeString(file, json.replace(what, instead));
        GoldenException e = assertThrows(GoldenException.class, () -> GoldenSet.read(file));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "note" : "test"                | "note" : "tesT"           | is damaged
            "maxAbs" : 1.0E-5              | "maxAbs" : 1.0            | is damaged
            "engine" : "Hand 1.0"          | "engine" : "Hand 1.1"     | is damaged
            "maxAbs" : 1.0E-5              | "maxAbs" : -1             | tolerance maxAbs is -1.0; it must be finite and not negative
            "maxAbs" : 1.0E-5              | "maxAbs" : NaN            | tolerance maxAbs is NaN; it must be finite and not negative
            "minCosine" : 0.99999          | "minCosine" : 2           | tolerance minCosine is 2.0; it must be from -1 to 1
            "minCosine" : 0.99999          | "minCosine" : "x"         | field tolerance.minCosine is "x"; it must be a number
            "version" : 1                  | "version" : 2             | field tolerance.version is 2; in a file of this schema it must be 1
            same-precision-other-engine    | bitwise                   | field tolerance.tier is "bitwise"; version 1 has "same-precision-other-engine" only
            same-precision-other-engine    | loose                     | tolerance tier is "loose"; this version knows bitwise, few-ulp, same-precision-other-engine
            narrows.golden/1               | narrows.golden/9          | field schema is "narrows.golden/9"; this version reads "narrows.golden/1" and "narrows.golden/2"
            "id" : "s1"                    | "id" : "s0"               | sample 's0' is there twice; ids must be unique
            "id" : "s1"                    | "id" : "S 1"              | sample id is "S 1"; it must be 1 to 64 of a-z
            "note" : "test"                | "nota" : "test"           | field samples[0].nota is not part of the format
            "recorded"                     | "recroded"                | field recroded is not part of the format
            2026-11-24T20:00:00Z           | yesterday                 | field recorded is "yesterday"; it must be like 2026-01-31T12:00:00Z
            "datatype" : "BYTES"           | "datatype" : "FP16"       | field samples[0].inputs[0].datatype is "FP16"; golden tensors are BYTES, FP32, FP64, BOOL, UINT8
            "datatype" : "BYTES"           | "datatype" : "INT8"       | field samples[0].inputs[0].data[0] is "a"; it must be a whole number from -128 to 127
            "datatype" : "FP32"            | "datatype" : "FP64"       | sample 's0' output "embedding" has shape [1, 4] and 2 values; the product of the shape
            "shape" : [ 1 ]                | "shape" : [ 2 ]           | sample 's0' input "text" has shape [2] and 1 values; the product of the shape
            "shape" : [ 1 ]                | "shape" : [ -1 ]          | field samples[0].inputs[0].shape[0] is -1; it must be an integer of 0 or more
            "shape" : [ 1 ]                | "shape" : [ 1.5 ]         | field samples[0].inputs[0].shape[0] is 1.5; it must be an integer of 0 or more
            "data" : [ "a" ]               | "data" : [ "\\ud800" ]    | sample 's0' input "text" has half a surrogate pair at char 0; texts must be valid Unicode
            "data" : [ "a" ]               | "data" : [ 7 ]            | field samples[0].inputs[0].data[0] is 7; it must be a string
            "data" : [ "a" ]               | "data" : "a"              | field samples[0].inputs[0].data is "a"; it must be an array
            "base64" : "                   | "base64" : "*             | field samples[0].outputs[0].base64 is not base64
            "base64" : "                   | "base64" : "AAAA          | field samples[0].outputs[0].base64 holds 19 bytes; FP32 needs a multiple of 4
            "samples" : [                  | "samples" : [ 5,          | samples[0] is 5; it must be an object
            "model" : {                    | "model" : [ ], "x" : {    | field x is not part of the format
            "name" : "hand"                | "name" : ""               | model name is empty; a golden set must name its model
            """)
    void damageIsRefusedByName(String what, String instead, String message) throws IOException {
        Path file = write(json -> {
            assertTrue(json.contains(what), () -> what + " is not in " + json);
            int at = json.indexOf(what);
            return json.substring(0, at) + instead + json.substring(at + what.length());
        });
        GoldenException e = assertThrows(GoldenException.class, () -> GoldenSet.read(file));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), "one line");
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        Path file = folder.resolve("none.json");
        GoldenException e = assertThrows(GoldenException.class, () -> GoldenSet.read(file));
        assertEquals(file + " does not exist; a file to read is needed", e.getMessage());
    }

    @Test
    void cutFileIsRefusedWithThePlace() throws IOException {
        Path file = write(json -> json.substring(0, json.length() / 2));
        GoldenException e = assertThrows(GoldenException.class, () -> GoldenSet.read(file));
        assertTrue(e.getMessage().contains("golden set is not valid JSON at line "), e.getMessage());
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        Path file = write(json -> "");
        GoldenException e = assertThrows(GoldenException.class, () -> GoldenSet.read(file));
        assertEquals(file + ": golden set is empty; it must be a JSON object", e.getMessage());
    }

    @Test
    void fileCannotBeWrittenWhereAFileIsInTheWay() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "x");
        GoldenException e =
                assertThrows(GoldenException.class, () -> HandMadeModel.set("a").write(inTheWay.resolve("set.json")));
        assertTrue(e.getMessage().contains("cannot be written"), e.getMessage());
    }

    @Test
    void answersThatAreNotFiniteAreNotRecorded() {
        HandMadeModel model =
                new HandMadeModel(inputs -> HandMadeModel.changed(inputs, values -> values[1] = Float.NaN));
        GoldenException e = assertThrows(
                GoldenException.class,
                () -> GoldenRecorder.record(
                        HandMadeModel.inputs("a"),
                        model,
                        GoldenTolerance.DEFAULT,
                        java.time.Instant.EPOCH,
                        GoldenListener.NONE));
        assertEquals(
                "sample 's0': output embedding element 1 is NaN; a set is only recorded from finite answers",
                e.getMessage());
    }

    private Path write(UnaryOperator<String> change) throws IOException {
        Path file = folder.resolve("set.json");
        HandMadeModel.set("a", "b").write(file);
        Files.writeString(file, change.apply(Files.readString(file)));
        return file;
    }
}
