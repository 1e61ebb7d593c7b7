package io.narrows.analysis.accounting;

import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces that follow each other in the log, their ways, and what occupied workers in them. Not thread-safe. */
final class Chunk {

    private static final int ENOUGH_TRACES = 4_096;
    private static final int MOST_TRACES = 4 * ENOUGH_TRACES;
    private static final int MOST_PIECES = 1 << 18;
    private static final long ENOUGH_NS = 1_000_000_000L;

    private final StageNames names;
    private final List<TraceDocument> traces = new ArrayList<>();
    private final List<Path> paths = new ArrayList<>();
    private final Map<Integer, List<Execution>> executions = new HashMap<>();
    private final List<BatchWork> batches = new ArrayList<>();
    private long firstEndNs;
    private long lastEndNs;
    private long pieces;
    private @Nullable Endings endings;

    Chunk(StageNames names) {
        this.names = names;
    }

    /** Whether it holds enough by number, or by number and time. */
    boolean full() {
        return pieces >= MOST_PIECES
                || traces.size() >= MOST_TRACES
                || (traces.size() >= ENOUGH_TRACES && lastEndNs - firstEndNs >= ENOUGH_NS);
    }

    boolean empty() {
        return pieces == 0;
    }

    void add(BatchWork batch) {
        batches.add(batch);
        pieces += 1 + batch.path().size() + batch.size();
        if (batch.path().size() > 0) {
            execution(Execution.of(batch));
        }
    }

    /** Adds a trace whose batches, as far as the log holds them, are among the known ones. */
    void add(TraceDocument trace, Map<Long, BatchWork> known) {
        Path path = Path.of(trace.startNs(), trace.endNs(), trace.spans());
        if (traces.isEmpty()) {
            firstEndNs = trace.endNs();
        }
        lastEndNs = trace.endNs();
        traces.add(withoutSpans(trace)); // the path has them, in less memory
        paths.add(path);
        pieces += 1 + path.size();
        int from = -1;
        int to = -1;
        long batch = 0;
        for (int piece = 0; piece < path.size(); piece++) {
            boolean gap = path.gap(piece);
            boolean own = !gap && path.batch(piece) == 0 && !names.waits(path.stage(piece));
            if (own) {
                from = from < 0 ? piece : from;
                to = piece + 1;
            } else if (from >= 0 && !(gap && path.lengthNs(piece) <= Execution.SAME_WORKER_NS)) {
                execution(new Execution(path, from, to, trace.serial(), trace.kind(), null));
                from = -1;
            }
            if (path.batch(piece) != 0 && path.batch(piece) != batch) {
                batch = path.batch(piece);
                visit(trace, path, piece, known);
            }
        }
        if (from >= 0) {
            execution(new Execution(path, from, to, trace.serial(), trace.kind(), null));
        }
    }

    private static TraceDocument withoutSpans(TraceDocument trace) {
        return new TraceDocument(
                trace.serial(),
                trace.traceIdHigh(),
                trace.traceIdLow(),
                trace.kind(),
                trace.startNs(),
                trace.endNs(),
                trace.outcome(),
                trace.failure(),
                trace.marked(),
                trace.weight(),
                trace.recovered(),
                List.of(),
                trace.attributes(),
                trace.parentSpanId(),
                trace.kept());
    }

    private void visit(TraceDocument trace, Path path, int piece, Map<Long, BatchWork> known) {
        long serial = path.batch(piece);
        BatchWork batch = known.get(serial);
        if (batch == null) {
            batch = BatchWork.unknown(
                    serial,
                    trace.spans().stream()
                            .filter(span -> span.batchSerial() == serial)
                            .toList());
            known.put(serial, batch);
            add(batch);
        }
        int since = piece;
        while (since > 0 && (path.gap(since - 1) || names.waits(path.stage(since - 1)))) {
            since--;
        }
        batch.arrived(path.startNs(since));
        batch.kind(trace.kind());
    }

    private void execution(Execution execution) {
        if (execution.endNs() > execution.startNs()) {
            executions
                    .computeIfAbsent(execution.station(), station -> new ArrayList<>())
                    .add(execution);
        }
    }

    int size() {
        return traces.size();
    }

    TraceDocument trace(int index) {
        return traces.get(index);
    }

    Path path(int index) {
        return paths.get(index);
    }

    List<Execution> executions(int station) {
        return executions.getOrDefault(station, List.of());
    }

    /** The long pieces of its executions by their end; to be asked for when nothing more is added. */
    Endings endings() {
        Endings known = endings;
        if (known == null) {
            known = Endings.of(executions.values());
            endings = known;
        }
        return known;
    }

    List<BatchWork> batches() {
        return batches;
    }

    /** Lets go of the documents; who was occupied when stays known. */
    void accounted() {
        traces.clear();
        paths.clear();
    }
}
