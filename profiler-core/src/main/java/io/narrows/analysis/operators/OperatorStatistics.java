package io.narrows.analysis.operators;

import java.util.List;

/**
 * Operators and layers of the batches whose forward was profiled. Shares are parts of their forwards; those of the operators
 * and what is in none sum to 1, and so do those of the layers. Immutable.
 *
 * @param engine the engine that told it, and of which model where it says so
 * @param batches number of profiled batches
 * @param others number of profiled batches of other engines or models, which are not in here
 * @param forwardMs mean length of their forwards; longer than that of others, because they were profiled
 * @param operators by operator, most time first
 * @param layers by layer, those that only differ in a number together, most time first
 * @param outside part of the forwards that was in no operator: 0 to 1
 */
public record OperatorStatistics(
        String engine,
        int batches,
        int others,
        double forwardMs,
        List<Row> operators,
        List<Row> layers,
        double outside) {

    /** No batch was profiled. */
    public static final OperatorStatistics NONE = new OperatorStatistics("", 0, 0, 0, List.of(), List.of(), 0);

    public OperatorStatistics {
        operators = List.copyOf(operators);
        layers = List.copyOf(layers);
    }

    /**
     * An operator, or layers of one kind.
     *
     * @param name the operator's, or that of the layers with {@code *} for a number in which they differ; empty for what is in
     *     no known layer
     * @param layers how many layers these are
     * @param callsPerForward calls in one forward
     * @param msPerForward time in one forward
     * @param share part of the forward
     * @param lo 95 % interval of the share over batches, or the share itself where there are too few
     * @param hi upper end of it
     * @param bytesPerForward memory allocated in one forward; -1 where not known
     * @param deviceMsPerForward time of kernels on a device in one forward
     */
    public record Row(
            String name,
            int layers,
            double callsPerForward,
            double msPerForward,
            double share,
            double lo,
            double hi,
            double bytesPerForward,
            double deviceMsPerForward) {}
}
