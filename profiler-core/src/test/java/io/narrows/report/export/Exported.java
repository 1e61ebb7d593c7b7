package io.narrows.report.export;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.Recordings;
import io.narrows.analysis.RunSimulation;
import io.narrows.log.LogDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Exports of made-up runs. */
final class Exported {

    static final ExportOptions ALL = ExportOptions.everything(AnalysisOptions.session(RunSimulation.SESSION));

    private Exported() {}

    /** A loaded server with failures, requests outside the session, lanes and pauses. */
    static List<LogDocument> run() {
        return Recordings.full(new RunSimulation(3)
                .requests(600)
                .ratePerS(150)
                .failedPart(0.02)
                .other(20)
                .documents());
    }

    static byte[] of(List<LogDocument> documents, ExportFormat format, ExportOptions options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Export.write(() -> documents, format, options, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static ExportOptions slowest(int number) {
        return new ExportOptions(ALL.measured(), 0, number);
    }
}
