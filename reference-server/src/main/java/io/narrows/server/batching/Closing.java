package io.narrows.server.batching;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends several things, each of them whatever becomes of the others. Holds no state. */
public final class Closing {
    private Closing() {}

    /**
     * Runs one after the other. When some throw, all are run all the same, and the first exception is thrown then, with
     * those of the others as suppressed ones.
     */
    @SuppressWarnings("CatchingUnchecked") // what is behind must be ended too
    public static void all(List<Runnable> endings) {
        @Nullable Throwable first = null;
        for (Runnable ending : endings) {
            try {
                ending.run();
            } catch (Throwable e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
    }
}
