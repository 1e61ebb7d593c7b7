package io.narrows.server.model.djl;

import io.narrows.profiler.OperatorTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls of one forward. What a call called lies within its time, on the same thread; time and bytes of a call are what is left
 * when that is taken off. Not thread-safe.
 */
final class Calls {

    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Call> byName = new HashMap<>();

    /** One call. */
    private static final class Call {
        private final String name;
        private final String operator;
        private final long thread;
        private final double startUs;
        private final double endUs;
        private double selfUs;
        private double bytes;
        private double deviceUs;
        private int outermost;

        private Call(String name, String operator, long thread, double startUs, double durationUs, double bytes) {
            this.name = name;
            this.operator = operator;
            this.thread = thread;
            this.startUs = startUs;
            endUs = startUs + durationUs;
            selfUs = durationUs;
            this.bytes = bytes;
        }
    }

    /** Calls of one operator in one layer. */
    private record Key(String layer, String operator) {}

    /**
     * Adds a call.
     *
     * @param name what tells its layer
     * @param operator what it called
     * @param thread any number of its thread
     * @param startUs when it began, by any clock
     * @param durationUs how long it took
     * @param bytes memory that it took, with what it called
     */
    void add(String name, String operator, long thread, double startUs, double durationUs, double bytes) {
        Call call = new Call(name, operator, thread, startUs, durationUs, bytes);
        calls.add(call);
        byName.put(name, call);
    }

    /** Adds time on a device to the call of a name, the last one where there are several; does nothing where there is none. */
    void device(String name, double us) {
        Call call = byName.get(name);
        if (call != null) {
            call.deviceUs += us;
        }
    }

    /**
     * Adds them up.
     *
     * @param layers says where in the model a call was, by the names of those that no other called
     * @return each operator of each layer once, in the order in which they began
     */
    List<OperatorTime> times(LayerNames layers) {
        calls.sort(Comparator.comparingLong((Call call) -> call.thread)
                .thenComparingDouble(call -> call.startUs)
                .thenComparing(
                        Comparator.comparingDouble((Call call) -> call.endUs).reversed()));
        List<String> where = layers.of(nested().stream().map(call -> call.name).toList());
        Map<Key, double[]> sums = new LinkedHashMap<>();
        for (Call call : calls) {
            double[] sum =
                    sums.computeIfAbsent(new Key(where.get(call.outermost), call.operator), key -> new double[4]);
            sum[0]++;
            sum[1] += Math.max(0, call.selfUs);
            sum[2] += Math.max(0, call.bytes); // what was freed is less than nothing
            sum[3] += call.deviceUs;
        }
        List<OperatorTime> times = new ArrayList<>();
        sums.forEach((key, sum) -> times.add(new OperatorTime(
                key.layer(),
                key.operator(),
                (long) sum[0],
                Math.round(sum[1] * 1_000),
                Math.round(sum[2]),
                Math.round(sum[3] * 1_000))));
        return times;
    }

    /** Takes off what each called; those that no other called. */
    private List<Call> nested() {
        List<Call> outermost = new ArrayList<>();
        Deque<Call> open = new ArrayDeque<>();
        for (Call call : calls) {
            while (!open.isEmpty() && (open.peek().thread != call.thread || open.peek().endUs <= call.startUs)) {
                open.pop();
            }
            Call caller = open.peek();
            if (caller == null) {
                outermost.add(call);
            } else {
                caller.selfUs -= call.endUs - call.startUs;
                caller.bytes -= call.bytes;
            }
            call.outermost = outermost.size() - 1;
            open.push(call);
        }
        return outermost;
    }
}
