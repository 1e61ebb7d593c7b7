package io.narrows.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.analysis.statistics.Estimate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code load.json}, which the report joins with the server's record: schema {@code narrows.load/1}. Latencies are
 * in ms; an interval that the sample is too small for is left out.
 */
public final class LoadJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private LoadJson() {}

    /**
     * Writes the result beside and renames it.
     *
     * @param url base URL of the server
     * @param calibratedMaxPerS what the calibration found, or null where the rate was given
     * @throws LoadException when the file cannot be written
     */
    public static void write(Path file, URI url, LoadResult result, @Nullable Double calibratedMaxPerS) {
        Path absolute = file.toAbsolutePath();
        Path beside = absolute.resolveSibling(absolute.getFileName() + ".part");
        try {
            Files.writeString(
                    beside, MAPPER.writeValueAsString(toJson(url, result, calibratedMaxPerS)) + System.lineSeparator());
            Files.move(beside, absolute, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LoadException("load result " + file + " cannot be written: " + e, e);
        }
    }

    static ObjectNode toJson(URI url, LoadResult result, @Nullable Double calibratedMaxPerS) {
        LoadOptions options = result.options();
        ObjectNode json = MAPPER.createObjectNode();
        json.put("schema", "narrows.load/1");
        json.put("url", url.toString());
        json.put("rate", options.ratePerS());
        json.put("seconds", options.duration().toMillis() / 1e3);
        json.put("warmUpSeconds", options.warmUp().toMillis() / 1e3);
        json.put("seed", options.workload().seed());
        json.put("repeatShare", options.workload().repeatShare());
        json.put("zipfExponent", options.workload().zipfExponent());
        json.put("connections", options.connections());
        json.put("scheduled", result.scheduled());
        json.put("answered", result.answered());
        json.put("failed", result.failed());
        ObjectNode failures = json.putObject("failures");
        result.failures()
                .forEach((outcome, count) -> failures.put(outcome.name().toLowerCase(Locale.ROOT), count));
        ObjectNode statuses = json.putObject("otherStatuses");
        result.otherStatuses().forEach((status, count) -> statuses.put(Integer.toString(status), count));
        json.put("sessionTraceIdHigh", HexFormat.of().toHexDigits(result.sessionTraceIdHigh()));
        quantiles(json.putObject("latencyMs"), result.latenciesMs());
        quantiles(json.putObject("uncorrectedMs"), result.uncorrectedMs());
        quantiles(json.putObject("sendDelayMs"), result.sendDelaysMs());
        estimate(json.putObject("throughputPerS"), LoadStatistics.throughputPerS(result));
        if (calibratedMaxPerS != null) {
            json.put("calibratedMaxPerS", calibratedMaxPerS);
        }
        json.put("overloaded", result.overloaded());
        return json;
    }

    private static void quantiles(ObjectNode into, double[] ms) {
        for (int percent : new int[] {50, 90, 99}) {
            Estimate estimate = LoadStatistics.quantile(ms, percent / 100.0);
            if (estimate != null) {
                estimate(into.putObject("p" + percent), estimate);
            }
        }
    }

    private static void estimate(ObjectNode into, Estimate estimate) {
        into.put("value", estimate.value());
        Double lo = estimate.lo();
        Double hi = estimate.hi();
        if (lo != null && hi != null) {
            into.put("lo", lo);
            into.put("hi", hi);
        }
    }
}
