package io.narrows.server.http;

import io.narrows.profiler.Breakdown;
import io.narrows.profiler.Breakdown.StageTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A request's own stage times, as response parameters and as a {@code Server-Timing} header. */
final class Timing {
    private Timing() {}

    /** {@code narrows_<stage>_ns} for each stage, then unaccounted and total: the former add up to the latter exactly. */
    static Map<String, Long> parameters(Breakdown breakdown) {
        Map<String, Long> parameters = new LinkedHashMap<>();
        for (StageTime stage : breakdown.stages()) {
            parameters.merge("narrows_" + name(stage).replace('.', '_') + "_ns", stage.ns(), Long::sum);
        }
        parameters.put("narrows_unaccounted_ns", breakdown.unaccountedNs());
        parameters.put("narrows_total_ns", breakdown.totalNs());
        return parameters;
    }

    /** The same numbers in milliseconds. */
    static String header(Breakdown breakdown) {
        StringBuilder header = new StringBuilder();
        for (StageTime stage : breakdown.stages()) {
            metric(header, name(stage), stage.ns());
        }
        metric(header, "unaccounted", breakdown.unaccountedNs());
        metric(header, "total", breakdown.totalNs());
        return header.toString();
    }

    /** A client need not know in which queue of the server its request waits. */
    private static String name(StageTime stage) {
        return stage.stageName().startsWith(Stages.QUEUE + ".") ? Stages.QUEUE : stage.stageName();
    }

    private static void metric(StringBuilder header, String name, long ns) {
        header.append(header.isEmpty() ? "" : ", ").append(name).append(";dur=");
        header.append(String.format(Locale.ROOT, "%d.%06d", ns / 1_000_000, ns % 1_000_000));
    }
}
