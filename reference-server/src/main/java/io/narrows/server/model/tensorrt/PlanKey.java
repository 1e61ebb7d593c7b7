package io.narrows.server.model.tensorrt;

import io.narrows.server.model.cache.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that a plan depends on: with any of it changed, another one is compiled.
 *
 * @param modelHash SHA-256 of the ONNX file
 * @param gpu the GPU and the software around it
 * @param precision the numbers that it may compute with
 * @param profiles the sizes that it takes
 * @param calibrationHash SHA-256 of the calibration texts, empty where there are none
 */
record PlanKey(
        String modelHash, GpuFacts gpu, Precision precision, List<ShapeProfile> profiles, String calibrationHash) {
    /** Goes up when a plan would be compiled differently from the same. */
    static final int RECIPE = 1;

    PlanKey {
        profiles = List.copyOf(profiles);
    }

    /** Each part by its name, in a fixed order. */
    Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("recipe", Integer.toString(RECIPE));
        parts.put("model", modelHash);
        parts.put("gpu", gpu.name());
        parts.put("compute-capability", gpu.computeCapability());
        parts.put("multiprocessors", Integer.toString(gpu.multiprocessors()));
        parts.put("tensorrt", gpu.tensorRtVersion());
        parts.put("cuda", gpu.cudaVersion());
        parts.put("driver", gpu.driverVersion());
        parts.put("precision", precision.label());
        parts.put("profiles", profiles.stream().map(ShapeProfile::toString).collect(Collectors.joining(" ")));
        parts.put("calibration", calibrationHash);
        return parts;
    }

    /** One line for each part, for people. */
    String text() {
        StringBuilder text = new StringBuilder();
        parts().forEach((name, value) ->
                text.append(name).append(": ").append(value.replace('\n', ' ')).append('\n'));
        return text.toString();
    }

    /** SHA-256 of the text, in lower-case hex. */
    String hash() {
        return Sha256.of(text().getBytes(StandardCharsets.UTF_8));
    }
}
