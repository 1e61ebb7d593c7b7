package io.narrows.report;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.cpu.Bands;
import io.narrows.analysis.cpu.CpuProfile;
import io.narrows.analysis.cpu.StageJoin;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;

/** Joins the CPU samples of a run to its stages. Holds no state. */
public final class RunCpu {

    private RunCpu() {}

    /** Whether a run was recorded with CPU samples. */
    public static boolean recorded(RunDirectory run) {
        return Files.exists(run.cpuSamples());
    }

    /**
     * Reads samples and log; the log twice.
     *
     * @param options which traces count
     * @param bands which requests are slow, and which typical
     * @throws IOException where there are no samples, or their file is not whole; a killed process leaves one that is not
     * @throws io.narrows.log.LogException where the log cannot be read
     */
    public static CpuProfile read(RunDirectory run, AnalysisOptions options, Bands bands) throws IOException {
        StageJoin join = StageJoin.of(run.cpuSamples(), options);
        read(run, join::first);
        read(run, join::second);
        return join.finish(bands);
    }

    /** The same for a report, which goes on without samples and says why. */
    static CpuProfile forReport(RunDirectory run, AnalysisOptions options, Bands bands, List<String> warnings) {
        if (!recorded(run)) {
            return CpuProfile.NONE;
        }
        try {
            return read(run, options, bands);
        } catch (IOException e) {
            warnings.add("cpu.jfr is not used: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                    + "; a killed process leaves it unfinished");
            return CpuProfile.NONE;
        }
    }

    private static void read(RunDirectory run, Consumer<LogDocument> consumer) {
        try (LogReader reader = LogReader.open(run)) {
            reader.forEach(consumer);
        }
    }
}
