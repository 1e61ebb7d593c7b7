package io.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenTensor;
import io.narrows.golden.HandModelProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenCommandTest {
    private static final String INPUTS = """
            {"schema": "narrows.golden-inputs/1", "samples": [
              {"id": "one", "note": "n", "inputs": [{"name": "text", "datatype": "BYTES", "shape": [1], "data": ["a\\u0007b"]}]},
              {"id": "two", "note": "n", "inputs": [{"name": "text", "datatype": "BYTES", "shape": [1], "data": ["longer text"]}]}]}
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void commandIsFoundByMain() {
        assertTrue(ServiceLoader.load(CommandProvider.class).stream()
                .anyMatch(provider -> provider.type().equals(GoldenCommand.class)));
    }

    @Test
    void recordedSetHolds() throws IOException {
        Path set = record();
        assertTrue(
                out.toString().startsWith("recorded 2 samples of model hand with Hand 1.0 into " + set), out::toString);
        Path result = folder.resolve("run/golden.json");
        assertEquals(ExitCode.HOLDS, run("check", "--set", set.toString(), "--out", result.toString()), err::toString);
        assertTrue(out.toString().contains("result             holds: all 2 samples agree"), out::toString);
        assertTrue(out.toString().contains("compared           2 alone, 2 of them in batches too"), out::toString);
        JsonNode json = new ObjectMapper().readTree(Files.readString(result));
        assertEquals("narrows.golden-result/2", json.path("schema").asText());
        assertTrue(json.path("passed").asBoolean());
        assertEquals(2, json.path("compared").asInt());
        assertEquals("hand", json.path("model").asText());
        assertEquals(1e-5, json.path("tolerance").path("maxAbs").asDouble());
        assertEquals(0.0, json.path("maxAbs").asDouble(-1));
    }

    @Test
    void mismatchNamesTheWorstSampleOnOneLine() throws IOException {
        Path set = record();
        assertEquals(ExitCode.DOES_NOT_HOLD, run("check", "--set", set.toString(), "--engine", "bad"));
        assertTrue(
                err.toString().contains("narrows golden check: 2 of 2 samples do not agree; worst: sample '"),
                err::toString);
        assertTrue(err.toString().contains("element 0 [0, 0]: max abs 1.0"), err::toString);
        assertTrue(out.toString().contains("\"a\\u0007b\""), "control characters are escaped: " + out);
        assertTrue(out.toString().contains("result             does not hold"), out::toString);
    }

    @Test
    void figuresStandBesideTheModelsOwnNoiseAndTheLimit() throws IOException {
        Path set = record();
        out.getBuffer().setLength(0);
        assertEquals(
                ExitCode.HOLDS,
                run("check", "--set", set.toString(), "--full", "--max-batch", "3", "--clients", "1"),
                err::toString);
        List<String> lines = out.toString().lines().toList();
        assertTrue(
                lines.stream().anyMatch(line -> line.matches("max abs +0.00e\\+00 +0.00e\\+00 +1.00e-05")),
                out::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("SQNR dB +no error +no error +-")), out::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("asked again, alone +2 of 2 .*")), out::toString);
        assertTrue(
                lines.contains("batch-invariant: every answer has the same bits in every way of asking"),
                out::toString);
    }

    @Test
    void tierOfTheCallerIsUsed() throws IOException {
        Path set = record();
        assertEquals(ExitCode.HOLDS, run("check", "--set", set.toString(), "--tier", "bitwise"), err::toString);
        assertTrue(out.toString().contains("tolerance          bitwise"), out::toString);
        assertEquals(ExitCode.DOES_NOT_HOLD, run("check", "--set", set.toString(), "--tier", "quantized"));
        assertTrue(
                err.toString().contains("expected at least 3 different rows of one width, actual 2 rows"),
                err::toString);
    }

    @Test
    void formsAreCheckedEachWithTheToleranceOfItsKind() throws IOException {
        Path set = recordSix();
        out.getBuffer().setLength(0);
        assertEquals(
                ExitCode.HOLDS, run("check", "--set", set.toString(), "--variant", "whole,int8-rough"), err::toString);
        List<String> lines = out.toString().lines().toList();
        assertTrue(
                lines.stream().anyMatch(line -> line.matches("whole +same-precision-other-engine +holds .*")),
                out::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("int8-rough +quantized +holds .*")), out::toString);
        Path all = folder.resolve("all.json");
        assertEquals(
                ExitCode.DOES_NOT_HOLD,
                run("check", "--set", set.toString(), "--variant", "all", "--out", all.toString()));
        assertTrue(err.toString().contains("narrows golden check: variant int8-wrong: 6 of 6 samples"), err::toString);
        assertTrue(
                err.toString().contains("variant gpu-only is not checked: variant \"gpu-only\" needs a GPU"),
                err::toString);
        assertEquals(
                ExitCode.ENVIRONMENT, run("check", "--set", set.toString(), "--variant", "gpu-only"), "it was named");
        JsonNode json = new ObjectMapper().readTree(Files.readString(all));
        assertTrue(json.at("/variants/gpu-only").isMissingNode());
        assertEquals("narrows.golden-results/1", json.path("schema").asText());
        assertTrue(json.at("/variants/int8-rough/passed").asBoolean());
        assertEquals("quantized", json.at("/variants/int8-wrong/tolerance/tier").asText());
        assertEquals(
                ExitCode.DOES_NOT_HOLD,
                run("check", "--set", set.toString(), "--variant", "int8-rough", "--tier", "few-ulp"));
        assertEquals(ExitCode.USAGE, run("check", "--set", set.toString(), "--variant", "int4"));
        assertTrue(
                err.toString()
                        .contains(
                                "variant 'int4' is not known for model 'hand' and engine 'good'; variants are whole, gpu-only,"
                                        + " int8-rough, int8-wrong"),
                err::toString);
    }

    @Test
    void formThatCannotBeAskedDoesNotCostTheResultsOfTheOthers() throws IOException {
        Path set = recordSix();
        out.getBuffer().setLength(0);
        assertEquals(
                ExitCode.ENVIRONMENT, run("check", "--set", set.toString(), "--variant", "whole,gpu-only,int8-rough"));
        List<String> lines = out.toString().lines().toList();
        assertTrue(lines.stream().anyMatch(line -> line.matches("whole +.* holds .*")), out::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("int8-rough +.* holds .*")), out::toString);
        assertTrue(
                err.toString()
                        .contains(
                                "narrows golden check: variant gpu-only: not checked: variant \"gpu-only\" needs a GPU"),
                err::toString);
        err.getBuffer().setLength(0);
        Path kept = folder.resolve("kept.json");
        assertEquals(
                ExitCode.DOES_NOT_HOLD,
                run("check", "--set", set.toString(), "--variant", "gpu-only,int8-wrong", "--out", kept.toString()),
                "what was shown to be wrong is worse than what could not be asked");
        assertEquals(2, err.toString().lines().filter(line -> !line.isBlank()).count(), err::toString);
        assertTrue(err.toString().startsWith("variant gpu-only is not checked: "), err::toString);
        assertTrue(
                new ObjectMapper()
                        .readTree(Files.readString(kept))
                        .at("/variants/int8-wrong/reason")
                        .isTextual(),
                "two were asked for, so the document is that of several");
    }

    /** A server whose default form has eight bits is not held to what 32-bit floats must keep. */
    @Test
    void theDefaultFormOfAServerIsWhatItSaysItIs() throws IOException {
        Path set = recordSix();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        try (GoldenModel rough = new HandModelProvider().open("hand", "good", "int8-rough")) {
            server.createContext(
                    "/v2/models/hand",
                    exchange ->
                            reply(exchange, "{\"name\":\"hand\",\"properties\":{\"variants\":\"int8-rough,whole\"}}"));
            server.createContext("/v2/models/hand/infer", exchange -> reply(exchange, answer(rough, exchange)));
            server.start();
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            out.getBuffer().setLength(0);
            assertEquals(ExitCode.HOLDS, run("check", "--set", set.toString(), "--url", url), err::toString);
            assertTrue(out.toString().contains("tolerance          quantized"), out::toString);
            assertEquals(
                    ExitCode.DOES_NOT_HOLD,
                    run("check", "--set", set.toString(), "--url", url, "--tier", "same-precision-other-engine"));
        } finally {
            server.stop(0);
        }
    }

    private static String answer(GoldenModel model, HttpExchange exchange) throws IOException {
        List<String> texts = new ArrayList<>();
        new ObjectMapper()
                .readTree(exchange.getRequestBody())
                .at("/inputs/0/data")
                .forEach(text -> texts.add(text.textValue()));
        GoldenTensor input = new GoldenTensor.Texts("text", List.of((long) texts.size()), texts);
        GoldenTensor.Floats output =
                (GoldenTensor.Floats) model.infer(List.of(input)).get(0);
        return "{\"outputs\":[{\"name\":\"" + output.name() + "\",\"datatype\":\"FP32\",\"shape\":" + output.shape()
                + ",\"data\":" + Arrays.toString(output.values()) + "}]}";
    }

    private static void reply(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void formOfAnUnknownNameIsRefusedBeforeAnythingIsAsked() throws IOException {
        Path set = recordSix();
        out.getBuffer().setLength(0);
        assertEquals(ExitCode.USAGE, run("check", "--set", set.toString(), "--variant", "whole,int4"));
        assertEquals("", out.toString());
    }

    @Test
    void layerThatPartsIsNamed() throws IOException {
        Path set = record();
        String[] asked = {"debug", "--model", "hand", "--set", set.toString(), "--against", "good:whole"};
        assertEquals(ExitCode.HOLDS, run(with(asked, "--variant", "whole")), err::toString);
        assertTrue(out.toString().contains("every layer has at least 90.0 dB"), out::toString);
        assertEquals(ExitCode.DOES_NOT_HOLD, run(with(asked, "--variant", "int8-wrong", "--sample", "two")));
        assertTrue(out.toString().contains("wrong against right, 1 sample, each alone"), out::toString);
        assertTrue(out.toString().contains("the first layer that parts is second"), out::toString);
        assertTrue(
                err.toString()
                        .contains(
                                "narrows golden debug: layer 'second' is the first that parts: SQNR -26.8 dB with minimum"
                                        + " 10.0, sample 'two'"),
                err::toString);
        assertEquals(ExitCode.USAGE, run(with(asked, "--sample", "three")));
        assertEquals(ExitCode.USAGE, run(with(asked, "--engine", "abacus")));
        assertEquals(ExitCode.USAGE, run(with(asked, "--variant", "int4")));
        assertTrue(err.toString().contains("sample 'three' is not in the set; samples are one, two"), err::toString);
    }

    private static String[] with(String[] arguments, String... more) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    @Test
    void limitBelowTheModelsOwnNoiseIsSaid() throws IOException {
        Path set = record();
        run("check", "--set", set.toString(), "--engine", "wavering", "--tier", "few-ulp");
        assertTrue(
                out.toString()
                        .lines()
                        .anyMatch(line -> line.startsWith("max ULP")
                                && line.endsWith("outside  the limit is tighter than the model's own noise")),
                out::toString);
    }

    @Test
    void jsonIsTheOnlyThingOnStandardOutput() throws IOException {
        Path set = record();
        out.getBuffer().setLength(0);
        run("check", "--set", set.toString(), "--engine", "bad", "--format", "json");
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertEquals(2, json.path("failed").asInt());
        assertEquals("max abs", json.path("worst").path("metric").asText());
        assertEquals("alone", json.path("worst").path("mode").asText());
    }

    @Test
    void anotherModelCannotBeDecidedUnlessAskedFor() throws IOException {
        Path set = record();
        assertEquals(ExitCode.CANNOT_DECIDE, run("check", "--set", set.toString(), "--engine", "retrained"));
        assertTrue(err.toString().contains("nothing was compared"), err::toString);
        assertEquals(ExitCode.HOLDS, run("check", "--set", set.toString(), "--engine", "retrained", "--any-model"));
    }

    @Test
    void damagedSetCannotBeDecided() throws IOException {
        Path set = record();
        Files.writeString(set, Files.readString(set).replace("longer text", "longer Text"));
        assertEquals(ExitCode.CANNOT_DECIDE, run("check", "--set", set.toString()));
        assertTrue(err.toString().contains(set + ": golden set of model 'hand' is damaged"), err::toString);
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Path set = record();
        assertEquals(
                ExitCode.ENVIRONMENT,
                run("check", "--set", folder.resolve("no.json").toString()));
        assertEquals(ExitCode.ENVIRONMENT, run("check", "--set", set.toString(), "--engine", "broken"));
        assertEquals(ExitCode.ENVIRONMENT, run("check", "--set", set.toString(), "--url", "http://127.0.0.1:1"));
        assertEquals(
                List.of(
                        "narrows golden check: " + folder.resolve("no.json")
                                + " does not exist; a file to read is needed",
                        "narrows golden check: engine \"broken\" cannot be loaded: no library"),
                errors().subList(0, 2));
        assertTrue(
                errors().get(2).startsWith("narrows golden check: http://127.0.0.1:1/v2/models/hand cannot be reached"),
                err::toString);
    }

    @Test
    void wrongUsageIsNamed() throws IOException {
        Path set = record();
        assertEquals(ExitCode.USAGE, run());
        assertEquals(ExitCode.USAGE, run("check", "--model", "none"));
        assertEquals(ExitCode.USAGE, run("check", "--model", "hand"));
        assertEquals(ExitCode.USAGE, run("check", "--set", set.toString(), "--engine", "abacus"));
        assertEquals(ExitCode.USAGE, run("check", "--engine", "good", "--url", "http://127.0.0.1:1"));
        assertEquals(ExitCode.USAGE, run("check", "--set", set.toString(), "--url", "nowhere"));
        assertEquals(ExitCode.USAGE, run("check", "--set", set.toString(), "--timeout", "0"));
        assertEquals(ExitCode.USAGE, run("record", "--model", "hand", "--engine", "good"));
        assertEquals(ExitCode.USAGE, run("check", "--set", set.toString(), "--tier", "loose"));
        assertEquals(ExitCode.USAGE, run("check", "--set", set.toString(), "--full", "--max-batch", "1"));
        assertTrue(
                err.toString().contains("tolerance tier is \"loose\"; this version knows bitwise, few-ulp"),
                err::toString);
        assertTrue(err.toString().contains("largest batch is 1; it must be from 2 to 1024"), err::toString);
        assertTrue(err.toString().contains("model 'none' is not known; models are hand"), err::toString);
        assertTrue(err.toString().contains("model 'hand' comes without a golden set"), err::toString);
        assertTrue(
                err.toString().contains("engine 'abacus' is not known for model 'hand'; engines are good, bad"),
                err::toString);
        assertTrue(
                err.toString().contains("server address is \"nowhere\"; it must be like http://HOST:PORT"),
                err::toString);
    }

    private Path recordSix() throws IOException {
        StringBuilder samples = new StringBuilder();
        for (String text : List.of("a", "bb", "ccc", "dd d", "eee ee", "the last one")) {
            samples.append(samples.isEmpty() ? "" : ",\n")
                    .append(String.format(
                            "{\"id\": \"s%d\", \"note\": \"n\", \"inputs\": [{\"name\": \"text\", \"datatype\":"
                                    + " \"BYTES\", \"shape\": [1], \"data\": [\"%s\"]}]}",
                            samples.length(), text));
        }
        return record("{\"schema\": \"narrows.golden-inputs/1\", \"samples\": [" + samples + "]}");
    }

    private Path record() throws IOException {
        return record(INPUTS);
    }

    private Path record(String content) throws IOException {
        Path inputs = Files.writeString(folder.resolve("inputs.json"), content);
        Path set = folder.resolve("set.json");
        assertEquals(
                ExitCode.HOLDS,
                run(
                        "record",
                        "--model",
                        "hand",
                        "--engine",
                        "good",
                        "--inputs",
                        inputs.toString(),
                        "--out",
                        set.toString()),
                err::toString);
        return set;
    }

    private List<String> errors() {
        return err.toString().lines().toList();
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "golden";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.run(
                List.of(new GoldenCommand().command()), new PrintWriter(out, true), new PrintWriter(err, true), all);
    }
}
