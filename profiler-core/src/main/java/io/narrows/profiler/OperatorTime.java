package io.narrows.profiler;

/**
 * All calls of one operator in one layer of a model, inside one forward: what {@link Profiler#operators} takes. Immutable.
 *
 * @param layer where in the model, from the outside with dots in between, such as {@code layer3.up}; empty where not known
 * @param operator the engine's name of the operator
 * @param calls how often it was called, at least 0
 * @param selfNs time in it and in nothing that it called, in ns, at least 0
 * @param allocatedBytes memory that it allocated; -1 where not known
 * @param deviceNs time of its kernels on a device, in ns; 0 where there is none
 */
public record OperatorTime(String layer, String operator, long calls, long selfNs, long allocatedBytes, long deviceNs) {

    public OperatorTime {
        if (operator.isEmpty()) {
            throw new IllegalArgumentException("operator is empty; it must have the engine's name");
        }
        if (calls < 0 || selfNs < 0 || deviceNs < 0) {
            throw new IllegalArgumentException("operator '" + operator + "' has " + calls + " calls, " + selfNs
                    + " ns, " + deviceNs + " ns on a device; each must be at least 0");
        }
    }
}
