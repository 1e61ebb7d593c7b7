package io.narrows.server.model.djl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.profiler.OperatorTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what PyTorch's profiler wrote: events in the trace format of Chrome, with times in microseconds. What an operator
 * called lies within its time, on the same thread. Stateless.
 */
final class ChromeTrace {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Methods of modules are told like operators; they are only around them. */
    private static final String METHOD = "forward";

    private static final Pattern SIZE = Pattern.compile("(-?[0-9.]+) ([KMG]?)b", Pattern.CASE_INSENSITIVE);

    private ChromeTrace() {}

    /** One call; time and bytes are what is left when what it called is taken off. */
    private static final class Call {
        private final String name;
        private final long thread;
        private final double startUs;
        private final double endUs;
        private double selfUs;
        private double bytes;
        private int outermost;

        private Call(String name, long thread, double startUs, double durationUs, double bytes) {
            this.name = name;
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
     * Reads a file.
     *
     * @param file what the profiler wrote
     * @param layers says where in the model a call was
     * @throws IOException where the file cannot be read or is no such trace
     */
    static List<OperatorTime> read(Path file, LayerNames layers) throws IOException {
        return times(calls(MAPPER.readTree(file.toFile())), layers);
    }

    private static List<Call> calls(JsonNode root) throws IOException {
        JsonNode events = root == null ? null : root.isArray() ? root : root.get("traceEvents");
        if (events == null || !events.isArray()) {
            throw new IOException("it is no list of trace events");
        }
        List<Call> calls = new ArrayList<>();
        for (JsonNode event : events) {
            double duration = event.path("dur").asDouble(-1);
            boolean operator = event.path("ph").asText().equals("X")
                    && !event.path("name").asText().equals(METHOD);
            if (operator && duration >= 0 && event.path("ts").isNumber()) {
                calls.add(new Call(
                        event.path("name").asText("?"),
                        event.path("tid").asLong(),
                        event.path("ts").asDouble(),
                        duration,
                        bytes(event.path("cpu mem").asText(""))));
            }
        }
        calls.sort(Comparator.comparingLong((Call call) -> call.thread)
                .thenComparingDouble(call -> call.startUs)
                .thenComparing(
                        Comparator.comparingDouble((Call call) -> call.endUs).reversed()));
        return calls;
    }

    /** Of a text such as {@code 186.00 Kb}; 0 where it is another. */
    private static double bytes(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return 0;
        }
        int power = "KMG".indexOf(size.group(2).toUpperCase(Locale.ROOT)) + 1;
        return Double.parseDouble(size.group(1)) * Math.pow(1_024, size.group(2).isEmpty() ? 0 : power);
    }

    private static List<OperatorTime> times(List<Call> calls, LayerNames layers) {
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
        List<String> where = layers.of(outermost.stream().map(call -> call.name).toList());
        Map<Key, double[]> sums = new LinkedHashMap<>();
        for (Call call : calls) {
            double[] sum = sums.computeIfAbsent(new Key(where.get(call.outermost), call.name), key -> new double[3]);
            sum[0]++;
            sum[1] += Math.max(0, call.selfUs);
            sum[2] += Math.max(0, call.bytes); // what was freed is less than nothing
        }
        List<OperatorTime> times = new ArrayList<>();
        sums.forEach((key, sum) -> times.add(new OperatorTime(
                key.layer(), key.operator(), (long) sum[0], Math.round(sum[1] * 1_000), Math.round(sum[2]), 0)));
        return times;
    }
}
