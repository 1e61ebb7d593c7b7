package io.narrows.report.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * Time of the measured requests by kind, segment and stage in the collapsed form of flame graph tools, for example
 * {@code infer;compute;forward 184201}: microseconds of all requests together, those of a sampled one as often as its weight
 * says. What no stage covers is {@code infer;unaccounted}. Holds one number per line of its output.
 */
final class StackWriter implements DocumentWriter {

    private final OutputStream out;
    private final AnalysisOptions options;
    private final ExportNames names = new ExportNames();
    private final Map<String, Double> ns = new TreeMap<>();

    StackWriter(OutputStream out, AnalysisOptions options) {
        this.out = out;
        this.options = options;
    }

    @Override
    public void accept(LogDocument document) {
        if (document instanceof StageTable table) {
            names.replace(table);
        } else if (document instanceof TraceDocument trace && takes(trace)) {
            add(trace);
        }
    }

    @Override
    public boolean takes(TraceDocument trace) {
        return trace.weight() > 0
                && options.measures(trace.traceIdHigh())
                && trace.outcome() != TraceDocument.Outcome.ABANDONED;
    }

    private void add(TraceDocument trace) {
        String kind = frame(names.kind(trace.kind()));
        long free = trace.endNs() - trace.startNs();
        for (TraceDocument.Span span : trace.spans()) {
            long took = span.endNs() - span.startNs();
            free -= took;
            String stack = kind + ';' + names.segment(span.stage()) + ';' + frame(names.stage(span.stage()));
            ns.merge(stack, took * trace.weight(), Double::sum);
        }
        ns.merge(kind + ";unaccounted", Math.max(0, free) * trace.weight(), Double::sum);
    }

    @Override
    public void finish() throws IOException {
        for (Map.Entry<String, Double> entry : ns.entrySet()) {
            long us = Math.round(entry.getValue() / 1e3);
            if (us > 0) {
                out.write((entry.getKey() + ' ' + us + '\n').getBytes(UTF_8));
            }
        }
    }

    /** A name as one frame: the separator and line breaks would make several of it. */
    private static String frame(String name) {
        StringBuilder frame = new StringBuilder();
        name.codePoints().forEach(c -> frame.appendCodePoint(c == ';' || Character.isISOControl(c) ? '_' : c));
        return frame.toString();
    }
}
