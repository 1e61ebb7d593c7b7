package io.narrows.diagnosis;

import java.util.function.Consumer;

/** Requests that never ended. */
final class Abandoned implements Detector {

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        long abandoned = evidence.analysis().counts().abandoned();
        if (abandoned == 0) {
            return;
        }
        into.accept(
                Draft.note(
                        Draft.Urgency.NOTE,
                        "abandoned",
                        null,
                        Words.times(abandoned, "request was", "requests were") + " never ended",
                        "their traces were closed by the profiler, or were open when the process ended",
                        "Call `Trace.end()` on every way out, also after an error; a kill leaves the requests in flight open."));
    }
}
