package io.narrows.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;

/** Which requests of a run a load session sent. Holds no state. */
final class LoadSession {

    private LoadSession() {}

    /** Only those of the session that {@code load.json} names; all where it is missing, damaged or names none. */
    static AnalysisOptions options(RunDirectory run) {
        try {
            if (Files.exists(run.loadJson())) {
                String session = new ObjectMapper()
                        .readTree(Files.readAllBytes(run.loadJson()))
                        .path("sessionTraceIdHigh")
                        .asText("");
                return AnalysisOptions.session(Long.parseUnsignedLong(session, 16));
            }
        } catch (IOException | NumberFormatException e) {
            return AnalysisOptions.allTraces();
        }
        return AnalysisOptions.allTraces();
    }
}
