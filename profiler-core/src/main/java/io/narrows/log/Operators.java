package io.narrows.log;

import java.util.List;

/**
 * What ran inside one forward, as the engine's own profiler tells it; for batches that were chosen for it. A forward that is
 * profiled takes longer than others.
 *
 * @param batchSerial serial of the batch
 * @param engine name of the engine, and of the model where several are served
 * @param forwardNs how long the forward took, in ns
 * @param times what ran in it
 */
public record Operators(long batchSerial, String engine, long forwardNs, List<Time> times) implements LogDocument {

    public Operators {
        times = List.copyOf(times);
    }

    /**
     * All calls of one operator in one layer.
     *
     * @param layer where in the model, from the outside with dots in between; empty where it is not known
     * @param operator the engine's name of the operator
     * @param calls how often it was called
     * @param selfNs time in it and in nothing that it called, in ns
     * @param bytes memory that it allocated, in bytes; -1 where it is not known
     * @param deviceNs time of its kernels on a device, in ns; 0 where there is none
     */
    public record Time(String layer, String operator, long calls, long selfNs, long bytes, long deviceNs) {}
}
