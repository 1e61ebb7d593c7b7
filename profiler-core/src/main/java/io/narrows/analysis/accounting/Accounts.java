package io.narrows.analysis.accounting;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes traces and batches in the order of the log, and enters each counted request into the books once those that it may
 * have waited for are known. Bounded memory besides the books; not thread-safe.
 */
final class Accounts {

    /*
     * A request waits for others that end after it, so it can be accounted for only when those are known. Traces come in
     * order of their end. They are gathered in chunks; a chunk is accounted for when the next one is full, with what
     * occupied workers in it, in the one before and in the next one. What reaches further is not seen: a worker that a
     * request occupied for longer than a chunk lasts counts as free before.
     */

    private final AnalysisOptions options;
    private final StageNames names;
    private final Stations stations;
    private final Books books;
    private final Map<Long, BatchWork> batches = new HashMap<>();
    private final Suspects suspects = new Suspects();
    private final Accountant accountant;
    private Chunk before;
    private Chunk present;
    private Chunk filling;

    Accounts(AnalysisOptions options, StageNames names, Stations stations, Books books) {
        this.options = options;
        this.names = names;
        this.stations = stations;
        this.books = books;
        this.accountant = new Accountant(names, batches, suspects, books);
        this.before = new Chunk(names);
        this.present = new Chunk(names);
        this.filling = new Chunk(names);
    }

    void add(BatchDocument document) {
        BatchWork batch = BatchWork.of(document, names);
        batches.put(batch.serial(), batch);
        filling.add(batch);
        long ns = batch.path().lengthNs();
        long padded = batch.attribute("batch.padded_tokens");
        long texts = batch.attribute("batch.size");
        first(batch, "shape", batch.attribute("shape"), ns);
        first(batch, "padded length", padded > 0 && texts > 0 ? padded / texts : -1, ns);
        first(batch, "batch size", batch.size(), ns);
        next();
    }

    private void first(BatchWork batch, String source, long value, long ns) {
        ColdShapes.First first = value == -1 || ns == 0
                ? null
                : books.shapes().seen(source, value, batch.path().startNs(0), ns);
        if (first != null) {
            batch.first(first);
        }
    }

    void add(TraceDocument trace) {
        // A trace that ends before it begins, or is longer than a long, has no time to account for.
        if (trace.endNs() >= trace.startNs() && trace.endNs() - trace.startNs() >= 0) {
            filling.add(trace, batches);
            next();
        }
    }

    /** Enters what is left; nothing may be added afterwards. */
    void finish() {
        while (!filling.empty() || !present.empty()) {
            advance();
        }
    }

    private void next() {
        if (filling.full()) {
            advance();
        }
    }

    private void advance() {
        if (!present.empty()) {
            account();
        }
        before.batches().forEach(batch -> batches.remove(batch.serial(), batch));
        before = present;
        present = filling;
        filling = new Chunk(names);
    }

    private void account() {
        Window window = new Window(List.of(before, present, filling), stations);
        new Learning(present, window, names, batches, suspects, stations).learn();
        for (int i = 0; i < present.size(); i++) {
            TraceDocument trace = present.trace(i);
            Path path = present.path(i);
            boolean counts = counts(trace);
            if (counts) {
                books.ledger().begin(trace);
                accountant.account(trace, path, window);
                books.properties().add(books.ledger().row(), trace, names);
                inBatches(path);
            }
            shape(trace, path, counts);
        }
        present.accounted();
    }

    private void inBatches(Path path) {
        long last = 0;
        for (int piece = 0; piece < path.size(); piece++) {
            BatchWork batch = path.batch(piece) == last ? null : batches.get(path.batch(piece));
            last = path.batch(piece);
            if (batch != null && batch.size() > 0) {
                books.properties().batchSize(books.ledger().row(), batch.size());
                batch.firsts().forEach(first -> first.holds(books.ledger().row()));
            }
        }
    }

    private void shape(TraceDocument trace, Path path, boolean counts) {
        for (TraceDocument.AttributeValue value : trace.attributes()) {
            if (names.attribute(value.attribute()).equals("shape")) {
                ColdShapes.First first =
                        books.shapes().seen("shape of a request", value.value(), trace.startNs(), worked(path));
                if (first != null && counts) {
                    first.holds(books.ledger().row());
                }
            }
        }
    }

    private long worked(Path path) {
        long ns = 0;
        for (int piece = 0; piece < path.size(); piece++) {
            ns += path.gap(piece) || names.waits(path.stage(piece)) ? 0 : path.lengthNs(piece);
        }
        return ns;
    }

    /** The same traces as those of which latency and shares are told: measured, ended well, standing for some number. */
    private boolean counts(TraceDocument trace) {
        return trace.outcome() == TraceDocument.Outcome.OK
                && trace.weight() > 0
                && Double.isFinite(trace.weight())
                && options.measures(trace.traceIdHigh());
    }
}
