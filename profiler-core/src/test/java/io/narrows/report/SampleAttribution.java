package io.narrows.report;

import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.accounting.Attribution;
import io.narrows.analysis.accounting.Blame;
import io.narrows.analysis.accounting.Cause;
import io.narrows.analysis.accounting.CauseType;
import io.narrows.analysis.accounting.Covariate;
import io.narrows.analysis.accounting.Part;
import io.narrows.analysis.accounting.PartType;
import io.narrows.analysis.accounting.SlowRequest;
import io.narrows.analysis.accounting.TailContrast;
import io.narrows.analysis.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;

/** A made-up account of why the slow requests of a run are slow; its waterfalls are those of the run. */
final class SampleAttribution {

    private SampleAttribution() {}

    static Attribution of(RunAnalysis run) {
        List<Part> parts = List.of(
                part("http.read", PartType.OWN, 0.04, 0.002, 0.01),
                part("decode", PartType.OWN, 0.08, 0.004, 0.02),
                part("after decode", PartType.HAND_OVER, 0.02, 0.001, 0.3),
                part("tokenize", PartType.OWN, 0.11, 0.006, 0.05),
                part("queue", PartType.BATCH_FILL, 1.2, 0.06, -0.4),
                part("queue", PartType.HEAD_OF_LINE, 6.4, 0.33, 48.1),
                part("queue", PartType.HAND_OVER, 0.3, 0.015, 0.6),
                part("batch.assemble", PartType.SHARE, 0.03, 0.002, 0.01),
                part("forward", PartType.SHARE, 3.1, 0.16, 2.2),
                part("forward", PartType.BATCH_MATES, 5.2, 0.27, 9.7),
                part("forward", PartType.PADDING, 2.6, 0.135, 6.3),
                part("encode", PartType.OWN, 0.12, 0.006, 0.04),
                part("", PartType.UNACCOUNTED, 0.05, 0.003, 0.07));
        List<SlowRequest> slowest = new ArrayList<>();
        run.waterfalls().stream().limit(2).forEach(w -> slowest.add(slow(w.serial(), w.latencyMs())));
        return new Attribution(
                parts,
                List.of(
                        new Cause(
                                CauseType.HEAD_OF_LINE,
                                "queue",
                                6.4,
                                new Estimate(48.1, 39.2, 57.0),
                                "the worker was busy with earlier batches in 1,204 of 2,000 waits"),
                        new Cause(
                                CauseType.GC,
                                "",
                                0.02,
                                new Estimate(1.3, 0.4, 2.9),
                                "8 pauses of 4.00 ms; 3 of 20 slow requests were in one, 2 of 400 typical ones"),
                        new Cause(
                                CauseType.NO_FREE_CORE,
                                "tokenize",
                                0.4,
                                Estimate.withoutInterval(0.9),
                                "threads were ready and waited for a core 20 ms per second")),
                List.of(
                        new Covariate("tokens", 11.2, 84.6, 0.21, new Estimate(15.4, 11.0, 20.1)),
                        new Covariate("batch size", 2.1, 6.9, 3.3, new Estimate(15.8, 9.9, 21.3))),
                List.of(
                        new Blame("queue", "forward", 5.9, 0.92, 1_204, 71.3, ""),
                        new Blame("queue", "postprocess", 0.4, 0.06, 1_190, 0.2, "infer minilm"),
                        new Blame("after decode", "http.write", 0.02, 1, 12, 4.1, "infer minilm")),
                slowest,
                new TailContrast(20, 20, 61.0, 78.4, 400, 400, 9.1, 13.2, 11.4, new Estimate(67.0, 58.8, 75.9)));
    }

    private static Part part(String stage, PartType type, double meanMs, double share, double tailMs) {
        return new Part(
                stage,
                type,
                meanMs,
                share,
                new Estimate(tailMs, tailMs - Math.abs(tailMs) / 4, tailMs + Math.abs(tailMs) / 5));
    }

    private static SlowRequest slow(long serial, double latencyMs) {
        return new SlowRequest(
                serial,
                List.of(
                        new SlowRequest.Ahead("queue", "forward", "", 811, true, latencyMs * 0.02, latencyMs * 0.3),
                        new SlowRequest.Ahead("queue", "forward", "", 812, true, latencyMs * 0.33, latencyMs * 0.25)),
                List.of(new SlowRequest.PauseOver(CauseType.GC, latencyMs * 0.4, 4, "G1 Evacuation Pause")));
    }
}
