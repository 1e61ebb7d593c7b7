package io.narrows.analysis;

import io.narrows.log.StageTable;
import java.util.List;

/** The names behind the ids of a log. An id without a name is shown as such and never stops the analysis. */
final class Names {

    private StageTable table = new StageTable(List.of(), List.of(), List.of());

    private int tokens = -1;
    private int requestBytes = -1;
    private int arrivalDelay = -1;
    private int batchTokens = -1;
    private int batchPaddedTokens = -1;

    void replace(StageTable newer) {
        table = newer;
        tokens = attributeId("tokens");
        requestBytes = attributeId("request.bytes");
        arrivalDelay = attributeId("arrival.delay_us");
        batchTokens = attributeId("batch.tokens");
        batchPaddedTokens = attributeId("batch.padded_tokens");
    }

    /** Id of the attribute of a trace that tells the tokens of its input, or -1. */
    int tokens() {
        return tokens;
    }

    /** Id of the attribute of a trace that tells the bytes of the request, or -1. */
    int requestBytes() {
        return requestBytes;
    }

    /** Id of the attribute of a trace that tells the microseconds from its intended to its actual arrival, or -1. */
    int arrivalDelay() {
        return arrivalDelay;
    }

    /** Id of the attribute of a batch that tells the tokens of its members, or -1. */
    int batchTokens() {
        return batchTokens;
    }

    /** Id of the attribute of a batch that tells the tokens computed, padding included, or -1. */
    int batchPaddedTokens() {
        return batchPaddedTokens;
    }

    String stage(int id) {
        return known(id, table.stages().size()) ? table.stages().get(id).name() : "stage " + id;
    }

    String segment(int id) {
        return known(id, table.stages().size()) ? table.stages().get(id).segment() : "SERVING";
    }

    String kind(int id) {
        return known(id, table.kinds().size()) ? table.kinds().get(id) : "kind " + id;
    }

    /** Name, value and unit of an attribute, for people. */
    String attribute(int id, long value) {
        if (!known(id, table.attributes().size())) {
            return "attribute " + id + " " + value;
        }
        StageTable.AttributeEntry entry = table.attributes().get(id);
        return (entry.name() + " " + value + " " + entry.unit()).trim();
    }

    private int attributeId(String name) {
        for (int id = 0; id < table.attributes().size(); id++) {
            if (table.attributes().get(id).name().equals(name)) {
                return id;
            }
        }
        return -1;
    }

    private static boolean known(int id, int size) {
        return id >= 0 && id < size;
    }
}
