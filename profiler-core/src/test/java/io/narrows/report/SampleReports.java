package io.narrows.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.Recordings;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.RunSimulation;
import io.narrows.analysis.accounting.Attribution;
import io.narrows.analysis.cpu.CpuProfile;
import io.narrows.diagnosis.Diagnoser;
import io.narrows.diagnosis.Diagnosis;
import io.narrows.log.LogDocument;
import io.narrows.log.Operators;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports of made-up runs. */
final class SampleReports {

    static final String LOAD = """
            {"schema":"narrows.load/1","url":"http://127.0.0.1:8080","rate":120.0,"seconds":20,"seed":7,
             "scheduled":2000,"answered":2000,"failed":0,"sessionTraceIdHigh":"0123456789abcdef",
             "latencyMs":{"p50":{"value":15.1,"lo":13.2,"hi":17.9},"p90":{"value":42.5,"lo":36.0,"hi":51.2},
                          "p99":{"value":84.0,"lo":null,"hi":null}},
             "throughputPerS":{"value":119.4,"lo":113.0,"hi":126.1},"calibratedMaxPerS":200.5}
            """;

    static final String GOLDEN = """
            {"schema":"narrows.golden-result/1","passed":true,"compared":64,"set":"minilm","model":"minilm",
             "modelHash":"abc","engine":"pytorch 2.7.1","maxAbs":2.1e-7,"minCosine":0.9999999,
             "tolerance":{"maxAbs":1e-5,"minCosine":0.99999},
             "worst":{"sample":"s17","output":"embedding","element":3,"metric":"maxAbs","value":2.1e-7,"limit":1e-5}}
            """;

    private SampleReports() {}

    /** A loaded server with load and golden results. */
    static RunReport loaded() {
        return of(new RunSimulation(1).ratePerS(120).other(150), LOAD, GOLDEN);
    }

    /** A run with all that a recorder writes beside traces. */
    static RunReport recorded() {
        return of(Recordings.full(new RunSimulation(1).ratePerS(120).other(150).documents()), LOAD, GOLDEN);
    }

    /** A run in which the engine told what ran inside some forwards: 64 % are the six dense layers in front of the GELU. */
    static RunReport profiled() {
        List<LogDocument> documents = new ArrayList<>(
                new RunSimulation(1).ratePerS(120).requests(2_000).documents());
        for (int i = 0; i < 12; i++) {
            List<Operators.Time> times = new ArrayList<>();
            for (int layer = 0; layer < 6; layer++) {
                times.add(new Operators.Time(
                        "layer" + layer + ".up", "aten::linear", 1, 1_060_000 + 1_000 * i, 4_096, 0));
                times.add(new Operators.Time("layer" + layer + ".attention", "aten::softmax", 2, 300_000, 1_024, 0));
            }
            documents.add(documents.size() - 1, new Operators(7L + i, "PyTorch", 10_000_000, times));
        }
        return of(documents, null, null);
    }

    /** The same, sampled. */
    static RunReport sampled() {
        List<LogDocument> documents = Recordings.full(
                new RunSimulation(1).ratePerS(120).requests(6_000).documents());
        return of(Recordings.sampled(documents, 8, 60_000_000), null, null);
    }

    /** A run of which no trace was kept whole. */
    static RunReport histogramsOnly() {
        List<LogDocument> documents = Recordings.full(
                new RunSimulation(1).ratePerS(120).requests(12_000).documents());
        return of(Recordings.overBudget(Recordings.histogramsOnly(documents), 5_000_000_000L), null, null);
    }

    /** A run of which all is known: two kinds, causes, predictions. */
    static RunReport explained() {
        RunReport recorded = recorded();
        RunAnalysis run = recorded.analysis();
        return with(recorded, SampleAttribution.of(run), SampleWhatIf.of(run));
    }

    /** The same log with CPU samples. */
    static RunReport with(RunReport report, CpuProfile cpu) {
        return new RunReport(
                report.diagnosis(),
                report.whatIf(),
                cpu,
                report.load(),
                report.loadJson(),
                report.golden(),
                report.goldenJson(),
                report.warnings(),
                report.paths());
    }

    /** The same log with another account of the slow requests and with predictions. */
    static RunReport with(RunReport report, Attribution attribution, WhatIfTable whatIf) {
        Diagnosis diagnosis = report.diagnosis();
        return new RunReport(
                new Diagnosis(
                        diagnosis.analysis(), attribution, diagnosis.whatIf(), diagnosis.findings(), diagnosis.goal()),
                whatIf,
                report.cpu(),
                report.load(),
                report.loadJson(),
                report.golden(),
                report.goldenJson(),
                report.warnings(),
                report.paths());
    }

    static RunReport of(RunSimulation simulation, @Nullable String load, @Nullable String golden) {
        return of(simulation.documents(), load, golden);
    }

    static RunReport of(List<LogDocument> documents, @Nullable String load, @Nullable String golden) {
        Diagnosis diagnosis = Diagnoser.diagnose(documents, AnalysisOptions.session(RunSimulation.SESSION));
        JsonNode loadJson = load == null ? null : parse(load);
        JsonNode goldenJson = golden == null ? null : parse(golden);
        List<String> warnings = new ArrayList<>(diagnosis.analysis().warnings());
        return new RunReport(
                diagnosis,
                WhatIfTable.NONE,
                CpuProfile.NONE,
                loadJson == null ? null : SideFiles.load(loadJson),
                loadJson,
                goldenJson == null ? null : SideFiles.golden(goldenJson),
                goldenJson,
                warnings,
                new ReportPaths(
                        "narrows-runs/latest",
                        "narrows-runs/latest/log",
                        "narrows-runs/latest/report.html",
                        "narrows-runs/latest/report.json"));
    }

    static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
