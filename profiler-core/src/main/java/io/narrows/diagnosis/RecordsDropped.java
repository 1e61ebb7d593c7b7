package io.narrows.diagnosis;

import io.narrows.analysis.Losses;
import java.util.function.Consumer;

/** The recording lost data. */
final class RecordsDropped implements Detector {

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        Losses losses = evidence.analysis().losses();
        if (!losses.any()) {
            return;
        }
        long traces = evidence.analysis().counts().measured()
                + evidence.analysis().counts().other();
        double part = (double) (losses.incompleteTraces() + losses.lostDocuments()) / Math.max(1, traces);
        into.accept(Draft.note(
                Failures.urgency(part),
                "records-dropped",
                null,
                "The recording lost data: " + Words.times(losses.droppedRecords(), "record", "records") + " dropped",
                Words.times(losses.incompleteTraces(), "trace", "traces") + " incomplete, "
                        + Words.times(losses.lostDocuments(), "document", "documents") + " not written",
                "Give each thread a larger buffer: `ProfilerConfig.builder(...).bufferBytes(...)` (reference server: "
                        + "`profiling.buffer-bytes`)."));
    }
}
