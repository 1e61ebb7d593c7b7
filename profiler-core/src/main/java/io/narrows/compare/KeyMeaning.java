package io.narrows.compare;

import static io.narrows.compare.EnvironmentComparison.Weight.CHOSEN;
import static io.narrows.compare.EnvironmentComparison.Weight.FOR_THE_RECORD;
import static io.narrows.compare.EnvironmentComparison.Weight.MATTERS;

import io.narrows.compare.EnvironmentComparison.Weight;
import java.util.Map;

/**
 * What a key of a fingerprint means for a comparison.
 *
 * @param weight how much a difference says
 * @param why what a difference may do to a measurement
 */
record KeyMeaning(Weight weight, String why) {

    private static final Map<String, KeyMeaning> KNOWN = Map.ofEntries(
            matters("arch", "another instruction set: other kernels, other speeds"),
            matters("cpu.model", "another processor"),
            matters("cpu.flags", "vector and matrix instructions decide how fast a model computes"),
            matters("cpu.governor", "the clock rate follows the load differently"),
            matters("cpus", "another number of processors: queues and thread pools behave differently"),
            matters("container.cpus", "another limit on processor time: throttling shows as pauses"),
            matters("container.memory.bytes", "another limit on memory"),
            matters("memory.bytes", "another amount of memory: page cache and reclaim"),
            matters("memory.hugepages", "page size of large tensors"),
            matters("clocksource", "what a clock reading costs, and so what recording costs"),
            matters("jvm", "another JVM: compiler, collector and intrinsics"),
            matters("jvm.flags", "the JVM was told to run differently"),
            matters("jvm.heap.max.bytes", "another heap: collections come more or less often"),
            matters("gc", "another garbage collector"),
            matters("gpu", "another accelerator"),
            matters("gpu.driver", "another driver of the accelerator"),
            record("kernel", "another kernel: scheduler and mitigations"),
            record("os", "another distribution"));

    private static final KeyMeaning CHOICE = new KeyMeaning(CHOSEN, "set by whoever ran it");

    static KeyMeaning of(String key) {
        return KNOWN.getOrDefault(key, CHOICE);
    }

    private static Map.Entry<String, KeyMeaning> matters(String key, String why) {
        return Map.entry(key, new KeyMeaning(MATTERS, why));
    }

    private static Map.Entry<String, KeyMeaning> record(String key, String why) {
        return Map.entry(key, new KeyMeaning(FOR_THE_RECORD, why));
    }
}
