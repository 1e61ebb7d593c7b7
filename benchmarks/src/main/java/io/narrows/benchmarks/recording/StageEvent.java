package io.narrows.benchmarks.recording;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A span of a stage as a JFR event; small integers for what Narrows writes as such. Not thread-safe. */
@Name("io.narrows.benchmarks.Stage")
@StackTrace(false)
public final class StageEvent extends Event {
    /** Id of the stage. */
    public int stage;

    /** Serial of the trace, which needs fewer bytes than its id. */
    public long trace;

    /** Serial of the batch, or 0. */
    public long batch;
}
