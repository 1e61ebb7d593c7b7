package io.narrows.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.cpu.Bands;
import io.narrows.analysis.cpu.CpuProfile;
import io.narrows.diagnosis.Diagnoser;
import io.narrows.diagnosis.Diagnosis;
import io.narrows.diagnosis.Goal;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the report of a run directory, and writes the files that belong beside its log. Thread-safe. */
public final class RunReports {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RunReports() {}

    /**
     * Reads a run and analyses it. A damaged {@code load.json} or {@code golden.json} is told as a warning.
     *
     * @param run the run
     * @param shownAs how the user calls the directory, for the paths in the report
     * @throws io.narrows.log.LogException where the log cannot be read
     */
    public static RunReport read(RunDirectory run, Path shownAs) {
        return read(run, shownAs, null);
    }

    /**
     * Reads a run that is to reach a goal.
     *
     * @param run the run
     * @param shownAs how the user calls the directory, for the paths in the report
     * @param goal what the findings are ranked for, or null
     * @throws io.narrows.log.LogException where the log cannot be read
     */
    public static RunReport read(RunDirectory run, Path shownAs, @Nullable Goal goal) {
        List<String> warnings = new ArrayList<>();
        JsonNode loadJson = json(run.loadJson(), warnings);
        JsonNode goldenJson = json(run.goldenJson(), warnings);
        LoadResult load = loadJson == null ? null : load(loadJson, warnings);
        Long session = load == null ? null : load.sessionTraceIdHigh();
        Diagnosis diagnosis;
        AnalysisOptions options = session == null ? AnalysisOptions.allTraces() : AnalysisOptions.session(session);
        try (LogReader reader = LogReader.open(run)) {
            diagnosis = Diagnoser.diagnose(
                    reader,
                    session == null || loadJson == null ? options : options.with(SideFiles.client(loadJson)),
                    goal);
            warnings.addAll(reader.warnings());
        }
        RunAnalysis analysis = diagnosis.analysis();
        analysis.warnings().stream()
                .filter(warning -> !warnings.contains(warning)) // both say that the header is missing
                .forEach(warnings::add);
        if (load != null
                && !analysis.counts().sampled()
                && load.answered() != analysis.counts().ok()) {
            warnings.add("the client had " + load.answered() + " requests answered, the log holds "
                    + analysis.counts().ok() + " good ones of them");
        }
        CpuProfile cpu =
                RunCpu.forReport(run, options, Bands.of(diagnosis.attribution().contrast()), warnings);
        return new RunReport(
                diagnosis,
                WhatIfTable.of(diagnosis.whatIf(), analysis),
                cpu,
                load,
                load == null ? null : loadJson,
                goldenJson == null ? null : SideFiles.golden(goldenJson),
                goldenJson,
                warnings,
                new ReportPaths(
                        shownAs.toString(),
                        shownAs.resolve(name(run.log())).toString(),
                        shownAs.resolve(name(run.reportHtml())).toString(),
                        shownAs.resolve(name(run.reportJson())).toString()));
    }

    /** Which traces of a run count as measured: those of the session that its {@code load.json} names, or all. */
    public static AnalysisOptions measured(RunDirectory run) {
        JsonNode loadJson = json(run.loadJson(), new ArrayList<>());
        LoadResult load = loadJson == null ? null : load(loadJson, new ArrayList<>());
        Long session = load == null ? null : load.sessionTraceIdHigh();
        return session == null ? AnalysisOptions.allTraces() : AnalysisOptions.session(session);
    }

    /**
     * Writes {@code report.json} and {@code report.html} into the run directory, each beside and renamed, so that a reader
     * never sees half of one.
     *
     * @throws UncheckedIOException where they cannot be written
     */
    public static void write(RunDirectory run, RunReport report) {
        write(run.reportJson(), JsonReport.render(report));
        write(run.reportHtml(), HtmlReport.render(report));
    }

    /** Writes a text to a file, beside and renamed. */
    static void write(Path file, String text) {
        Path beside = file.resolveSibling(name(file) + ".part");
        try {
            Files.write(beside, text.getBytes(UTF_8));
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    private static @Nullable LoadResult load(JsonNode json, List<String> warnings) {
        try {
            return SideFiles.load(json);
        } catch (IllegalArgumentException e) {
            warnings.add("load.json is not used, every trace counts as measured: " + e.getMessage());
            return null;
        }
    }

    private static @Nullable JsonNode json(Path file, List<String> warnings) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            JsonNode json = MAPPER.readTree(Files.readAllBytes(file));
            if (json != null && json.isObject()) {
                return json;
            }
            warnings.add(name(file) + " is not used: it holds no JSON object");
        } catch (IOException e) {
            warnings.add(name(file) + " is not used: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        return null;
    }
}
