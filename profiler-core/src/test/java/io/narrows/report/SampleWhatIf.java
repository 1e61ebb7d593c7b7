package io.narrows.report;

import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.whatif.Baseline;
import io.narrows.whatif.Change;
import io.narrows.whatif.Prediction;
import io.narrows.whatif.Quantity;
import io.narrows.whatif.Station;
import java.util.List;

/** Made-up predictions. */
final class SampleWhatIf {

    private SampleWhatIf() {}

    static WhatIfTable of(RunAnalysis run) {
        Baseline.Figures observed = new Baseline.Figures(12.4, 58.2, 119.4);
        return new WhatIfTable(
                "",
                new Baseline(
                        run.counts().ok(),
                        observed,
                        new Baseline.Figures(12.6, 57.1, 119.4),
                        List.of(new Station(
                                "queue",
                                List.of("batch.assemble", "forward", "postprocess"),
                                1,
                                false,
                                true,
                                8,
                                2_000_000,
                                0.81,
                                0.41)),
                        0),
                List.of(
                        prediction(observed, -28.1, -41.3, 0.1, "", new Change.Faster("forward", 20)),
                        prediction(observed, -44.0, -61.2, 0.2, "", new Change.Workers("queue", 2)),
                        prediction(observed, -3.0, 1.2, 0, "", new Change.MaxBatch("queue", 16)),
                        prediction(observed, -9.3, -2.1, 0, "", new Change.MaxWait("queue", 0)),
                        prediction(
                                observed,
                                61.7,
                                142.0,
                                19.8,
                                "at this rate the workers are busy 97 % of the time",
                                new Change.Rate(20))));
    }

    private static Prediction prediction(
            Baseline.Figures from, double p50, double p99, double throughput, String caution, Change change) {
        return new Prediction(
                List.of(change),
                quantity(from.p50Ms(), p50),
                quantity(from.p50Ms() * 2, p50),
                quantity(from.p99Ms(), p99),
                quantity(from.p50Ms() * 1.3, p50),
                quantity(from.throughputPerS(), throughput),
                caution);
    }

    private static Quantity quantity(double before, double percent) {
        double spread = 1 + Math.abs(percent) / 8;
        return new Quantity(
                before,
                new Estimate(
                        before * (1 + percent / 100),
                        before * (1 + (percent - spread) / 100),
                        before * (1 + (percent + spread) / 100)),
                new Estimate(percent, percent - spread, percent + spread));
    }
}
