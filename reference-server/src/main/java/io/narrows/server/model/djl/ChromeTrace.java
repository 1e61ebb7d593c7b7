package io.narrows.server.model.djl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.profiler.OperatorTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what PyTorch's profiler wrote: events in the trace format of Chrome, with times in microseconds. Stateless.
 */
final class ChromeTrace {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Methods of modules are told like operators; they are only around them. */
    private static final String METHOD = "forward";

    private static final Pattern SIZE = Pattern.compile("(-?[0-9.]+) ([KMG]?)b", Pattern.CASE_INSENSITIVE);

    private ChromeTrace() {}

    /**
     * Reads a file.
     *
     * @param file what the profiler wrote
     * @param untilUs what began later, by the profiler's clock, is left out
     * @param layers says where in the model a call was
     * @throws IOException where the file cannot be read or is no such trace
     */
    static List<OperatorTime> read(Path file, double untilUs, LayerNames layers) throws IOException {
        JsonNode root = MAPPER.readTree(file.toFile());
        JsonNode events = root == null ? null : root.isArray() ? root : root.get("traceEvents");
        if (events == null || !events.isArray()) {
            throw new IOException("it is no list of trace events");
        }
        Calls calls = new Calls();
        for (JsonNode event : events) {
            String name = event.path("name").asText("?");
            double duration = event.path("dur").asDouble(-1);
            boolean operator = event.path("ph").asText().equals("X") && !name.equals(METHOD);
            double start = event.path("ts").asDouble(Double.MAX_VALUE);
            if (operator && duration >= 0 && start <= untilUs) {
                calls.add(
                        name,
                        name,
                        event.path("tid").asLong(),
                        start,
                        duration,
                        bytes(event.path("cpu mem").asText("")));
            }
        }
        return calls.times(layers);
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
}
