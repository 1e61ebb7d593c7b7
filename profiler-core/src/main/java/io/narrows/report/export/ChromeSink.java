package io.narrows.report.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A timeline as Chrome's trace events [1]: a group is a process, a track a thread, a slice a complete event ({@code X}), an
 * arrow a pair of flow events ({@code s}, {@code f}). Times are microseconds after the run was opened, with the nanoseconds as
 * decimals. Not thread-safe.
 */
final class ChromeSink implements EventSink {

    /*
     * An arrow is written when its beginning comes, which is after its end: a batch is in the log before its members. Ends whose
     * beginnings never come, since the member was not kept, are forgotten, the oldest first.
     *
     * 1. Duffy, Sinclair: Trace Event Format (2016), Chromium project
     */
    private static final int MOST_OPEN_ARROWS = 1 << 17;

    private record Place(int group, int track, long atNs) {}

    private final JsonGenerator json;
    private final List<Place> tracks = new ArrayList<>();
    private final List<String> counters = new ArrayList<>();
    private final Map<Long, Place> arrowEnds = new LinkedHashMap<>();
    private String processName = "";
    private long anchorNs;
    private int groups;

    ChromeSink(OutputStream out) throws IOException {
        json = new JsonFactory()
                .configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false)
                .createGenerator(out);
        json.writeStartObject();
        json.writeStringField("displayTimeUnit", "ms");
        json.writeArrayFieldStart("traceEvents");
    }

    @Override
    public void process(String name, long processId, long anchor, long anchorWallNs) {
        processName = name;
        anchorNs = anchor;
    }

    @Override
    public int group(String name) throws IOException {
        int group = ++groups;
        metadata("process_name", group, 0, "name", processName.isEmpty() ? name : processName + ": " + name);
        json.writeStartObject();
        head("M", "process_sort_index", group, 0);
        json.writeObjectFieldStart("args");
        json.writeNumberField("sort_index", group);
        json.writeEndObject();
        json.writeEndObject();
        return group;
    }

    @Override
    public int track(int group, String name) throws IOException {
        tracks.add(new Place(group, tracks.size() + 1, 0));
        counters.add("");
        metadata("thread_name", group, tracks.size(), "name", name);
        return tracks.size();
    }

    @Override
    public int counter(int group, String name, String unit) {
        tracks.add(new Place(group, tracks.size() + 1, 0));
        counters.add(unit.isEmpty() ? name : name + " (" + unit + ")");
        return tracks.size();
    }

    private void metadata(String what, int group, int track, String key, String value) throws IOException {
        json.writeStartObject();
        head("M", what, group, track);
        json.writeObjectFieldStart("args");
        json.writeStringField(key, value);
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public void begin(int track, Slice slice) throws IOException {
        Place place = tracks.get(track - 1);
        json.writeStartObject();
        head("X", slice.name(), place.group, place.track);
        json.writeStringField("cat", slice.category());
        time("ts", slice.startNs() - anchorNs);
        time("dur", slice.endNs() - slice.startNs());
        if (!slice.arguments().isEmpty()) {
            json.writeObjectFieldStart("args");
            for (Argument argument : slice.arguments()) {
                json.writeObjectField(argument.name(), argument.value());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeRaw('\n');
        Place here = new Place(place.group, place.track, slice.startNs());
        for (long arrow : slice.arrowsIn()) {
            arrowEnds.put(arrow, here);
            if (arrowEnds.size() > MOST_OPEN_ARROWS) {
                arrowEnds.remove(arrowEnds.keySet().iterator().next());
            }
        }
        for (long arrow : slice.arrowsOut()) {
            Place end = arrowEnds.remove(arrow);
            if (end != null) {
                arrow("s", arrow, here);
                arrow("f", arrow, end);
            }
        }
    }

    /** An end is bound to the slice around it, not to the next one. */
    private void arrow(String phase, long arrow, Place place) throws IOException {
        json.writeStartObject();
        head(phase, "joins batch", place.group, place.track);
        json.writeStringField("cat", "batch");
        json.writeStringField("id", Long.toHexString(arrow));
        time("ts", place.atNs - anchorNs);
        if (phase.equals("f")) {
            json.writeStringField("bp", "e");
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public void end(int track, long endNs) {}

    @Override
    public void count(int counter, long atNs, double value) throws IOException {
        json.writeStartObject();
        head("C", counters.get(counter - 1), tracks.get(counter - 1).group, 0);
        time("ts", atNs - anchorNs);
        json.writeObjectFieldStart("args");
        json.writeNumberField("value", value);
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void head(String phase, String name, int group, int track) throws IOException {
        json.writeStringField("ph", phase);
        json.writeStringField("name", name);
        json.writeNumberField("pid", group);
        json.writeNumberField("tid", track);
    }

    private void time(String field, long ns) throws IOException {
        json.writeNumberField(field, BigDecimal.valueOf(ns, 3));
    }

    @Override
    public void finish() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.close();
    }
}
