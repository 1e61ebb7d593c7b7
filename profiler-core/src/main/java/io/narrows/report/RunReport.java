package io.narrows.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.cpu.CpuProfile;
import io.narrows.diagnosis.Diagnosis;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the reports of one run are made from. Immutable as long as nobody changes the JSON trees.
 *
 * @param diagnosis what the log says, and what to do about it
 * @param whatIf what the run would have been with something changed
 * @param cpu on which code the processor time of each stage went; empty where no CPU samples were taken
 * @param load what the load generator saw, or null for a run without one
 * @param loadJson {@code load.json} as it was, or null
 * @param golden outcome of the golden check, or null where none was made
 * @param goldenJson {@code golden.json} as it was, or null
 * @param warnings what was lost, damaged, recovered or left out, one line each
 * @param paths where the run and its reports lie
 */
public record RunReport(
        Diagnosis diagnosis,
        WhatIfTable whatIf,
        CpuProfile cpu,
        @Nullable LoadResult load,
        @Nullable JsonNode loadJson,
        @Nullable GoldenSummary golden,
        @Nullable JsonNode goldenJson,
        List<String> warnings,
        ReportPaths paths) {

    public RunReport {
        warnings = List.copyOf(warnings);
    }

    /** What the log says. */
    public RunAnalysis analysis() {
        return diagnosis.analysis();
    }

    /** Whether there is a good trace, so that there is something to say about latency. */
    public boolean hasTraces() {
        return analysis().latency() != null;
    }

    /** Whether there is something to say about latency, be it from histograms alone. */
    public boolean hasLatency() {
        return hasTraces() || analysis().histogramsOnly();
    }
}
