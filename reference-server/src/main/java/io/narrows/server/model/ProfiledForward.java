package io.narrows.server.model;

import io.narrows.profiler.OperatorTime;
import java.util.List;

/**
 * What ran inside a forward.
 *
 * @param engine the engine that told it
 * @param forwardNs how long the forward took, in ns
 * @param times each operator of each layer once
 */
public record ProfiledForward(String engine, long forwardNs, List<OperatorTime> times) {
    public ProfiledForward {
        times = List.copyOf(times);
    }
}
