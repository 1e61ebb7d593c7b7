package io.narrows.analysis.accounting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import org.junit.jupiter.api.Test;

/** Each request's parts sum to its latency, to the nanosecond. */
class AccountsTest {

    @Test
    void partsOfAMillionRandomTracesSumToTheirLatency() {
        Ledger ledger = ledger(1_000_000, 1);

        assertTrue(ledger.rows() > 850_000, "most have a weight: " + ledger.rows());
        long[] sums = new long[ledger.rows()];
        long[] byType = new long[PartType.values().length];
        for (Ledger.PartColumn part : ledger.parts()) {
            PackedColumn.Cursor cursor = part.column().cursor();
            for (int row = 0; row < sums.length; row++) {
                long ns = cursor.orZero(row);
                assertTrue(ns >= 0, () -> part.type() + " of " + ns);
                sums[row] += ns;
                byType[part.type().ordinal()] += ns;
            }
        }
        PackedColumn.Cursor latencies = ledger.latencies().cursor();
        for (int row = 0; row < sums.length; row++) {
            assertEquals(latencies.orZero(row), sums[row]);
        }
        for (PartType type : PartType.values()) {
            assertTrue(byType[type.ordinal()] > 0, type + " occurs");
        }
    }

    @Test
    void memoryIsSomeBytesARequestAndPart() {
        Ledger ledger = ledger(100_000, 2);
        long bytes =
                ledger.parts().stream().mapToLong(part -> part.column().bytes()).sum();

        assertTrue(bytes < 4.0 * ledger.rows() * ledger.parts().size(), bytes + " bytes");
    }

    private static Ledger ledger(int traces, long seed) {
        StageNames names = new StageNames();
        Books books = Books.empty();
        Accounts accounts = new Accounts(AnalysisOptions.allTraces(), names, new Stations(names), books);
        new RandomRun(seed).make(traces, document -> add(accounts, names, document));
        accounts.finish();
        return books.ledger();
    }

    private static void add(Accounts accounts, StageNames names, LogDocument document) {
        if (document instanceof TraceDocument trace) {
            accounts.add(trace);
        } else if (document instanceof BatchDocument batch) {
            accounts.add(batch);
        } else if (document instanceof StageTable table) {
            names.replace(table);
        }
    }
}
