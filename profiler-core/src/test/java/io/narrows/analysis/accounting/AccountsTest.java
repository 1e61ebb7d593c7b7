package io.narrows.analysis.accounting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each request's parts sum to its latency, to the nanosecond. */
class AccountsTest {

    private static final int LOGS = 20;

    @Test
    void partsOfAMillionRandomTracesSumToTheirLatency() {
        long[] byType = new long[PartType.values().length];
        int rows = 0;
        for (int seed = 0; seed < LOGS; seed++) {
            Ledger ledger = ledger(1_000_000 / LOGS, seed);
            sum(ledger, byType);
            rows += ledger.rows();
        }

        assertTrue(rows > 850_000, "most have a weight: " + rows);
        for (PartType type : PartType.values()) {
            assertTrue(byType[type.ordinal()] > 0, type + " occurs");
        }
    }

    private static void sum(Ledger ledger, long[] byType) {
        long[] sums = new long[ledger.rows()];
        for (Ledger.PartColumn part : ledger.parts()) {
            PackedColumn.Cursor cursor = part.column().cursor();
            long least = 0;
            for (int row = 0; row < sums.length; row++) {
                long ns = cursor.orZero(row);
                least = Math.min(least, ns);
                sums[row] += ns;
                byType[part.type().ordinal()] += ns;
            }
            assertEquals(0, least, () -> part.type() + " is never negative");
        }
        PackedColumn.Cursor latencies = ledger.latencies().cursor();
        for (int row = 0; row < sums.length; row++) {
            if (latencies.orZero(row) != sums[row]) {
                assertEquals(latencies.orZero(row), sums[row], "row " + row);
            }
        }
    }

    @Test
    void aLogOfAnyNumberOfStagesTakesColumnsForSomeOnly() {
        Books books = Books.empty();
        StageNames names = new StageNames();
        Accounts accounts = new Accounts(AnalysisOptions.allTraces(), names, new Stations(names), books);
        for (int i = 0; i < 65_000; i++) {
            long start = i * 100_000L;
            TraceDocument.Span span = new TraceDocument.Span(i, start, start + 50_000, 0);
            accounts.add(Logs.trace(i + 1, 0, start, start + 50_000, 1, List.of(span), List.of()));
        }
        accounts.finish();
        List<Ledger.PartColumn> parts = books.ledger().parts();

        assertEquals(Ledger.MOST_PLACES + 1, parts.size());
        assertTrue(parts.stream().mapToLong(part -> part.column().bytes()).sum() < 20_000_000);
        assertTrue(parts.stream().anyMatch(part -> names.place(part.place()).equals("others")));
        sum(books.ledger(), new long[PartType.values().length]);
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
