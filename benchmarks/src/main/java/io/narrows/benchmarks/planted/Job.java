package io.narrows.benchmarks.planted;

import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import java.util.SplittableRandom;

/**
 * One request on its way; used by one thread at a time.
 *
 * @param number of the request, from 0
 * @param trace its trace
 * @param random its own numbers, the same in every run
 */
record Job(long number, Trace trace, SplittableRandom random) {

    /** Enters a stage and waits in it, as for another service. */
    void rest(Stage stage, double ms) {
        trace.enter(stage);
        rest(ms);
    }

    /** Waits in the stage that it is in. */
    void rest(double ms) {
        Spend.waiting(varied(ms));
    }

    /** Enters a stage and computes in it. */
    void work(Stage stage, double ms) {
        trace.enter(stage);
        work(ms);
    }

    /** Computes in the stage that it is in. */
    void work(double ms) {
        Spend.computing(varied(ms));
    }

    /** A time that varies by a fifth to either side. */
    double varied(double ms) {
        return ms * (0.8 + 0.4 * random.nextDouble());
    }
}
