package io.narrows.benchmarks.planted;

import io.narrows.profiler.ProfilerConfig;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One pipeline. Immutable.
 *
 * @param name its name
 * @param finding id of what is planted in it; empty for a healthy one
 * @param pipeline builds it; what it returns takes each request
 * @param load how requests arrive
 * @param host what it needs of its process and machine
 */
public record Plant(String name, String finding, Pipeline pipeline, Load load, Host host) {

    /** Builds a pipeline. */
    interface Pipeline {
        /** Builds it from a rig; what is returned takes each request in the thread that lets them arrive. */
        Consumer<Job> build(Rig rig);
    }

    /**
     * How requests arrive.
     *
     * @param perS arrivals a second, at random
     * @param burst requests to an arrival
     * @param leastS for how many seconds at least
     */
    record Load(double perS, int burst, double leastS) {
        Load(double perS, int burst) {
            this(perS, burst, 0);
        }
    }

    /**
     * What it needs.
     *
     * @param alone whether nothing else may run beside it, because it computes
     * @param busyNeighbours threads of another process that compute meanwhile
     * @param quota part of one core that its control group grants, or 0 for no limit
     * @param options of its JVM
     * @param config changes how it is recorded
     */
    public record Host(
            boolean alone,
            int busyNeighbours,
            double quota,
            List<String> options,
            UnaryOperator<ProfilerConfig.Builder> config) {

        /** Only waits, so that others may run beside it. */
        static final Host WAITS = new Host(false, 0, 0, List.of(), config -> config);

        /** Computes. */
        static final Host COMPUTES = new Host(true, 0, 0, List.of(), config -> config);
    }

    /** Whether nothing is planted in it. */
    public boolean healthy() {
        return finding.isEmpty();
    }
}
