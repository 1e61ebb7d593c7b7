package io.narrows.analysis.accounting;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.BatchDocument;
import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.ThreadSample;
import io.narrows.log.TraceDocument;

/**
 * Takes the documents of a run once, in the order in which they were written, and says where the time of the measured
 * requests went, who held them up, and what makes the slow ones slow. Not thread-safe. No input makes it fail.
 *
 * <p>Memory: three chunks of some thousand traces, and about three bytes a request and part.
 */
public final class AccountingRecorder {

    private final AnalysisOptions options;
    private final StageNames names = new StageNames();
    private final Stations stations = new Stations(names);
    private final Books books = Books.empty();
    private final Accounts accounts;
    private final PauseTrack pauses = new PauseTrack();
    private final LaneTrack lanes = new LaneTrack();
    private long firstArrivalNs = Long.MAX_VALUE;

    /**
     * Begins.
     *
     * @param options which traces are measured
     */
    public AccountingRecorder(AnalysisOptions options) {
        this.options = options;
        this.accounts = new Accounts(options, names, stations, books);
    }

    /** Takes the next document. */
    public void accept(LogDocument document) {
        if (document instanceof TraceDocument trace) {
            if (options.measures(trace.traceIdHigh()) && trace.weight() > 0) {
                firstArrivalNs = Math.min(firstArrivalNs, trace.startNs());
            }
            accounts.add(trace);
        } else if (document instanceof BatchDocument batch) {
            accounts.add(batch);
        } else if (document instanceof StageTable table) {
            names.replace(table);
        } else if (document instanceof Pause pause) {
            pauses.add(pause);
        } else if (document instanceof ResourceSample sample) {
            lanes.add(sample);
        } else if (document instanceof ThreadSample sample) {
            lanes.add(sample);
        } else if (document instanceof LaneTable table) {
            lanes.add(table);
        } else if (document instanceof RunHeader header) {
            stations.stated(header.environment());
        }
    }

    /** Says what the documents so far mean. Nothing may be added afterwards. */
    public Attribution finish() {
        return finish(0);
    }

    /**
     * Says what the documents so far mean, a warm-up set apart. Nothing may be added afterwards.
     *
     * @param warmupS requests that arrived in so many seconds after the first measured arrival count in no part, cause or
     *     covariate; who delayed whom, and the slowest requests, are those of the whole run
     */
    public Attribution finish(double warmupS) {
        accounts.finish();
        pauses.finish();
        long fromNs = warmupS > 0 ? firstArrivalNs + (long) (warmupS * 1e9) : Long.MIN_VALUE;
        Contrast contrast = new Contrast(books.ledger(), fromNs);
        if (contrast.requests() <= 0) {
            return Attribution.EMPTY;
        }
        Conclusions conclusions = new Conclusions(contrast, books.ledger(), names);
        return new Attribution(
                conclusions.parts(),
                conclusions.causes(pauses, lanes, books.shapes()),
                books.properties().told(contrast, books.ledger(), names),
                books.blames().told(books.ledger(), names),
                books.slowest().told(names, pauses),
                contrast.told());
    }
}
