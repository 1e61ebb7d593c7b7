package io.narrows.server.model.djl;

import io.narrows.server.model.ProfiledForward;
import java.util.List;

/** Runs a forward and tells what ran inside, in the way of an engine. Thread-safe. */
@FunctionalInterface
interface ForwardProfiler {

    /** Only takes the time. */
    ForwardProfiler NONE = forward -> {
        long startNs = System.nanoTime();
        forward.run();
        return new ProfiledForward("", System.nanoTime() - startNs, List.of());
    };

    /** Runs it once, on the calling thread; what it throws comes through. */
    ProfiledForward run(Runnable forward);
}
