package io.narrows.analysis;

import io.narrows.log.ThreadSample;
import java.util.List;

/** Which threads a request may be in. Holds no state. */
public final class RequestThreads {

    /** How the names of threads begin that serve no request, as the kernel cuts them. */
    private static final List<String> NOT_OF_REQUESTS = List.of(
            "C1 ",
            "C2 ",
            "G1 ",
            "GC ",
            "VM ",
            "JFR ",
            "ZWorker",
            "ZDriver",
            "Shenandoah",
            "Reference Handl",
            "Sweeper thread",
            "narrows-drainer",
            "narrows-lanes",
            "narrows-pauses");

    private RequestThreads() {}

    /** Time that threads waited for a core, other than those of the JVM and of the profiler: no request is in these. */
    public static double waitedNs(ThreadSample sample) {
        double sum = 0;
        for (ThreadSample.ThreadUse use : sample.threads()) {
            if (NOT_OF_REQUESTS.stream().noneMatch(use.thread()::startsWith)) {
                sum += use.runDelayNs();
            }
        }
        return sum;
    }
}
