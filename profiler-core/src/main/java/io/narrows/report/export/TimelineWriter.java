package io.narrows.report.export;

import io.narrows.log.BatchDocument;
import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lays a log out as a timeline: requests of a kind on as many tracks as ran at once, with their stages inside; batches
 * likewise; pauses of the JVM; counters for requests under way and for the lanes; an arrow from the place where a request waited to
 * the batch that it joined. Memory: the numbers of the tracks. Not thread-safe.
 */
final class TimelineWriter implements DocumentWriter {

    private final EventSink sink;
    private final ExportNames names = new ExportNames();
    private final LaneCounters counters;
    private final InFlight inFlight = new InFlight();
    private final Map<String, Row> rows = new HashMap<>();
    private boolean opened;

    /** Tracks of one kind of thing. */
    private static final class Row {
        private final int group;
        private final TrackPool pool = new TrackPool();
        private final List<Integer> tracks = new ArrayList<>();

        private Row(int group) {
            this.group = group;
        }
    }

    TimelineWriter(EventSink sink) {
        this.sink = sink;
        this.counters = new LaneCounters(sink);
    }

    @Override
    public void accept(LogDocument document) throws IOException {
        if (document instanceof RunHeader header) {
            open(header);
        } else if (document instanceof StageTable table) {
            names.replace(table);
        } else if (document instanceof TraceDocument trace) {
            request(trace);
        } else if (document instanceof BatchDocument batch) {
            batch(batch);
        } else if (document instanceof Pause pause) {
            pause(pause);
        } else if (document instanceof LaneTable table) {
            counters.replace(table);
        } else if (document instanceof ResourceSample sample) {
            counters.add(sample);
        }
    }

    /** The header comes again with every file of the log. */
    private void open(RunHeader header) throws IOException {
        if (!opened) {
            opened = true;
            String name = header.service().isEmpty() ? "narrows" : header.service();
            sink.process(name, header.processId(), header.anchorNs(), header.anchorWallNs());
        }
    }

    private void request(TraceDocument trace) throws IOException {
        String kind = names.kind(trace.kind());
        long end = Math.max(trace.startNs(), trace.endNs());
        int track = track("requests " + kind, kind, trace.startNs(), end);
        List<EventSink.Argument> arguments = new ArrayList<>();
        arguments.add(new EventSink.Argument(
                "trace_id", String.format(Locale.ROOT, "%016x%016x", trace.traceIdHigh(), trace.traceIdLow())));
        arguments.add(new EventSink.Argument("outcome", trace.outcome().name().toLowerCase(Locale.ROOT)));
        if (!trace.failure().isEmpty()) {
            arguments.add(new EventSink.Argument("failure", trace.failure()));
        }
        if (trace.weight() != 1) {
            arguments.add(new EventSink.Argument("weight", trace.weight()));
        }
        arguments.addAll(arguments(trace.attributes()));
        List<TraceDocument.Span> spans = trace.spans();
        List<List<Long>> arrows = joins(trace);
        sink.begin(
                track, new EventSink.Slice(kind, "request", trace.startNs(), end, arguments, arrows.get(0), List.of()));
        long at = trace.startNs();
        for (int i = 0; i < spans.size(); i++) {
            at = stage(track, spans.get(i), at, end, arrows.get(i + 1), List.of());
        }
        sink.end(track, end);
        inFlight.add(trace.startNs(), end, trace.weight());
    }

    /**
     * Where arrows to batches begin: at the span before the first one in the batch, or at the request itself; index 0 is the
     * request, index i + 1 its span i.
     */
    private static List<List<Long>> joins(TraceDocument trace) {
        List<TraceDocument.Span> spans = trace.spans();
        List<List<Long>> arrows = new ArrayList<>();
        long before = 0;
        for (int i = 0; i <= spans.size(); i++) {
            long next = i < spans.size() ? spans.get(i).batchSerial() : 0;
            arrows.add(next != 0 && next != before ? List.of(arrow(next, trace.serial())) : List.of());
            before = next;
        }
        return arrows;
    }

    private void batch(BatchDocument batch) throws IOException {
        long end = Math.max(batch.startNs(), batch.endNs());
        int track = track("batches", "batches", batch.startNs(), end);
        int size = batch.members().size();
        List<EventSink.Argument> arguments = new ArrayList<>();
        arguments.add(new EventSink.Argument("batch", batch.serial()));
        arguments.addAll(arguments(batch.attributes()));
        if (batch.failed()) {
            arguments.add(new EventSink.Argument("outcome", "failed"));
        }
        List<Long> joined = batch.members().stream()
                .map(member -> arrow(batch.serial(), member.traceSerial()))
                .toList();
        int longest = longest(batch.spans());
        sink.begin(
                track,
                new EventSink.Slice(
                        "batch of " + size,
                        "batch",
                        batch.startNs(),
                        end,
                        arguments,
                        List.of(),
                        longest < 0 ? joined : List.of()));
        long at = batch.startNs();
        for (int i = 0; i < batch.spans().size(); i++) {
            at = stage(track, batch.spans().get(i), at, end, List.of(), i == longest ? joined : List.of());
        }
        sink.end(track, end);
    }

    /** The stage that does the work; every member has joined before it begins. */
    private static int longest(List<TraceDocument.Span> spans) {
        int longest = -1;
        for (int i = 0; i < spans.size(); i++) {
            if (longest < 0 || length(spans.get(i)) > length(spans.get(longest))) {
                longest = i;
            }
        }
        return longest;
    }

    private static long length(TraceDocument.Span span) {
        return span.endNs() - span.startNs();
    }

    /** Draws a stage inside of what is free of its outer slice, also where a damaged log says otherwise. */
    private long stage(int track, TraceDocument.Span span, long fromNs, long toNs, List<Long> out, List<Long> in)
            throws IOException {
        long start = Math.min(toNs, Math.max(fromNs, span.startNs()));
        long end = Math.min(toNs, Math.max(start, span.endNs()));
        List<EventSink.Argument> arguments =
                span.batchSerial() == 0 ? List.of() : List.of(new EventSink.Argument("batch", span.batchSerial()));
        sink.begin(
                track,
                new EventSink.Slice(
                        names.stage(span.stage()), names.segment(span.stage()), start, end, arguments, out, in));
        sink.end(track, end);
        return end;
    }

    private void pause(Pause pause) throws IOException {
        String name =
                switch (pause.type()) {
                    case GC -> "GC";
                    case SAFEPOINT -> "safepoints";
                    case JIT -> "compilation";
                    case CLASS_LOADING -> "class loading";
                };
        long end = Math.max(pause.startNs(), pause.endNs());
        int track = track("pauses " + name, "JVM: " + name, pause.startNs(), end);
        sink.begin(
                track,
                new EventSink.Slice(
                        pause.cause().isEmpty() ? name : pause.cause(), "pause", pause.startNs(), end, List.of()));
        sink.end(track, end);
    }

    private List<EventSink.Argument> arguments(List<TraceDocument.AttributeValue> values) {
        return values.stream()
                .map(value -> new EventSink.Argument(names.attribute(value.attribute()), value.value()))
                .toList();
    }

    private int track(String row, String label, long startNs, long endNs) throws IOException {
        Row tracks = rows.get(row);
        if (tracks == null) {
            tracks = new Row(sink.group(label));
            rows.put(row, tracks);
        }
        int number = tracks.pool.place(startNs, endNs);
        if (number == tracks.tracks.size()) {
            tracks.tracks.add(sink.track(tracks.group, label + " " + (number + 1)));
        }
        return tracks.tracks.get(number);
    }

    /** Number of the arrow from a member to its batch; the finalizer of SplitMix64 spreads it. */
    private static long arrow(long batch, long trace) {
        long z = batch * 0x9e3779b97f4a7c15L + trace;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        z ^= z >>> 31;
        return z == 0 ? 1 : z;
    }

    @Override
    public void finish() throws IOException {
        int counter = sink.counter(sink.group("requests under way"), "in flight", "requests");
        inFlight.forEach((fromNs, mean) -> sink.count(counter, fromNs, mean));
        sink.finish();
    }
}
