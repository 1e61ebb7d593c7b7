package io.narrows.server.model.djl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.narrows.profiler.OperatorTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a session of ONNX Runtime wrote of all its runs. For one thread. */
final class OnnxTrace {

    /*
     * The file is one array of events, with times in whole microseconds since profiling began:
     *
     *   {"cat": "Session", "name": "model_run", "ts": ..., "dur": ..., "args": {}}
     *   {"cat": "Node", "name": "/encoder/.../MatMul_kernel_time", "tid": ..., "ts": ..., "dur": ...,
     *    "args": {"op_name": "MatMul", "output_size": "12288", ...}}
     *   {"cat": "Kernel", "name": ..., "ts": ..., "dur": ..., "args": {"parent_name": "..._kernel_time", ...}}
     *
     * What a run did lies within its time. Versions differ in whether events are in order of their ends or of their starts, so
     * all are taken in before any is told. The suffixes _fence_before and _fence_after of old versions are no work. Kernels
     * run on a device, and are told by the builds for it: include/onnxruntime/core/common and onnxruntime/core/common of
     * its source, profiler and gpu_profiler_common.
     */

    private static final JsonFactory JSON = new JsonFactory();
    private static final String SUFFIX = "_kernel_time";
    private static final String RUN = "model_run";
    private static final Set<String> ARGUMENTS = Set.of("op_name", "parent_name", "output_size");

    private final Map<String, String> interned = new HashMap<>();
    private final List<Event> runs = new ArrayList<>();
    private final List<Event> nodes = new ArrayList<>();
    private final List<Event> kernels = new ArrayList<>();

    private OnnxTrace() {}

    /**
     * One run.
     *
     * @param durationNs how long it took, rounded down to microseconds
     * @param times what ran in it; bytes are those of the outputs
     */
    record Run(long durationNs, List<OperatorTime> times) {}

    private record Event(String name, String operator, long thread, long startUs, long durationUs, long bytes) {}

    /**
     * Reads a file.
     *
     * @param layers says in which layer a node is, by its name
     * @return its runs, in order
     * @throws IOException where the file cannot be read or is no such trace
     */
    static List<Run> read(Path file, LayerNames layers) throws IOException {
        OnnxTrace trace = new OnnxTrace();
        try (JsonParser json = JSON.createParser(file.toFile())) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("it is no list of events");
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                trace.event(json);
            }
        }
        return trace.runs(layers);
    }

    private void event(JsonParser json) throws IOException {
        String category = "";
        String name = "";
        Map<String, String> arguments = Map.of();
        long thread = 0;
        long startUs = -1;
        long durationUs = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "cat" -> category = text(json);
                case "name" -> name = text(json);
                case "tid" -> thread = json.getValueAsLong();
                case "ts" -> startUs = json.getValueAsLong(-1);
                case "dur" -> durationUs = json.getValueAsLong(-1);
                case "args" -> arguments = arguments(json);
                default -> json.skipChildren();
            }
        }
        if (startUs < 0 || durationUs < 0) {
            return;
        }
        String operator = arguments.getOrDefault("op_name", "");
        switch (category) {
            case "Session" -> {
                if (name.equals(RUN)) {
                    runs.add(new Event(name, "", thread, startUs, durationUs, 0));
                }
            }
            case "Node" -> {
                if (name.endsWith(SUFFIX) && !operator.isEmpty()) {
                    nodes.add(new Event(
                            node(name), operator, thread, startUs, durationUs, bytes(arguments.get("output_size"))));
                }
            }
            case "Kernel" ->
                kernels.add(
                        new Event(node(arguments.getOrDefault("parent_name", "")), "", thread, startUs, durationUs, 0));
            default -> {
                // what else a session does
            }
        }
    }

    private Map<String, String> arguments(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return Map.of();
        }
        Map<String, String> arguments = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (value.isScalarValue() && ARGUMENTS.contains(field)) {
                arguments.put(field, text(json));
            } else {
                json.skipChildren();
            }
        }
        return arguments;
    }

    /** The same few names come again in every run. */
    private String text(JsonParser json) throws IOException {
        String text = json.getValueAsString("");
        String known = interned.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    private static String node(String name) {
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static long bytes(@Nullable String text) {
        try {
            return text == null ? 0 : Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private List<Run> runs(LayerNames layers) {
        Comparator<Event> byStart = Comparator.comparingLong(Event::startUs);
        runs.sort(byStart);
        nodes.sort(byStart);
        kernels.sort(byStart);
        List<Run> told = new ArrayList<>();
        int node = 0;
        int kernel = 0;
        for (int i = 0; i < runs.size(); i++) {
            Event run = runs.get(i);
            long untilUs = run.startUs() + run.durationUs();
            Calls calls = new Calls();
            for (; node < nodes.size() && nodes.get(node).startUs() <= untilUs; node++) {
                Event one = nodes.get(node);
                if (one.startUs() >= run.startUs()) {
                    calls.add(
                            one.name(),
                            one.operator(),
                            one.thread(),
                            (double) one.startUs(),
                            (double) one.durationUs(),
                            (double) one.bytes());
                }
            }
            // A device may end its work after the run that asked for it.
            long nextUs = i + 1 < runs.size() ? runs.get(i + 1).startUs() : Long.MAX_VALUE;
            for (; kernel < kernels.size() && kernels.get(kernel).startUs() < nextUs; kernel++) {
                if (kernels.get(kernel).startUs() >= run.startUs()) {
                    calls.device(kernels.get(kernel).name(), (double)
                            kernels.get(kernel).durationUs());
                }
            }
            told.add(new Run(run.durationUs() * 1_000, calls.times(layers)));
        }
        return told;
    }
}
