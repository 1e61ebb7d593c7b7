package io.narrows.analysis.accounting;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import java.util.Arrays;
import java.util.List;

/** Makes documents and asks about them. */
final class Logs {

    private Logs() {}

    static TraceDocument trace(
            long serial,
            int kind,
            long startNs,
            long endNs,
            double weight,
            List<Span> spans,
            List<AttributeValue> attributes) {
        return new TraceDocument(
                serial,
                1,
                serial,
                kind,
                startNs,
                endNs,
                Outcome.OK,
                "",
                false,
                weight,
                false,
                spans,
                attributes,
                0,
                TraceDocument.Kept.of(Outcome.OK, false));
    }

    /** A table of stages by name, of the attributes that tests use, and of two kinds. */
    static StageTable table(String... stages) {
        return new StageTable(
                Arrays.stream(stages)
                        .map(stage -> new StageTable.StageEntry(stage, "COMPUTE"))
                        .toList(),
                List.of(
                        new StageTable.AttributeEntry("tokens", ""),
                        new StageTable.AttributeEntry("shard", ""),
                        new StageTable.AttributeEntry("shape", ""),
                        new StageTable.AttributeEntry("cache", ""),
                        new StageTable.AttributeEntry("batch.tokens", ""),
                        new StageTable.AttributeEntry("batch.padded_tokens", "")),
                List.of("ping", "report"));
    }

    static Attribution attribute(List<? extends LogDocument> documents) {
        AccountingRecorder recorder = new AccountingRecorder(AnalysisOptions.allTraces());
        documents.forEach(recorder::accept);
        return recorder.finish();
    }

    /** Mean ms of a part, 0 where it is not told. */
    static double meanMs(Attribution attribution, String stage, PartType type) {
        return attribution.parts().stream()
                .filter(part -> part.stage().equals(stage) && part.type() == type)
                .mapToDouble(Part::meanMs)
                .sum();
    }
}
