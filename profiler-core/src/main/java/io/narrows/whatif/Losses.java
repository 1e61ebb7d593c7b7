package io.narrows.whatif;

import io.narrows.log.DropCount;
import io.narrows.log.TraceDocument;

/** Counts what of a run is not in its log as it happened. Not thread-safe. */
final class Losses {

    /** Records of a trace other than its spans: begun, ended. */
    private static final int OTHER_RECORDS = 2;

    private long traces;
    private long records;
    private long givenUp;
    private long droppedRecords;
    private long incomplete;
    private long countedGivenUp;
    private long lostDocuments;

    void accept(TraceDocument trace) {
        traces++;
        records += trace.spans().size() + OTHER_RECORDS;
        givenUp += trace.outcome() == TraceDocument.Outcome.ABANDONED ? 1 : 0;
    }

    /** Counts only grow; the last says all. */
    void accept(DropCount count) {
        droppedRecords = Math.max(droppedRecords, count.droppedRecords());
        incomplete = Math.max(incomplete, count.incompleteTraces());
        countedGivenUp = Math.max(countedGivenUp, count.abandonedTraces());
        lostDocuments = Math.max(lostDocuments, count.lostDocuments());
    }

    /** Part of the traces, or of their records, whichever is larger, from 0 to 1. */
    double part() {
        double bad = (double) incomplete + Math.max(givenUp, countedGivenUp) + lostDocuments;
        double ofTraces = bad / Math.max(1, (double) traces + lostDocuments);
        double ofRecords = droppedRecords / Math.max(1, (double) records + droppedRecords);
        return Math.min(1, Math.max(ofTraces, ofRecords));
    }
}
