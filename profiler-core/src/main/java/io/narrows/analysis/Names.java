package io.narrows.analysis;

import io.narrows.log.StageTable;
import java.util.List;

/** The names behind the ids of a log. An id without a name is shown as such and never stops the analysis. */
final class Names {

    private StageTable table = new StageTable(List.of(), List.of(), List.of());

    private int tokens = -1;
    private int requestBytes = -1;

    void replace(StageTable newer) {
        table = newer;
        tokens = attributeId("tokens");
        requestBytes = attributeId("request.bytes");
    }

    /** Id of the attribute that tells the tokens of an input, or -1. */
    int tokens() {
        return tokens;
    }

    /** Id of the attribute that tells the bytes of a request, or -1. */
    int requestBytes() {
        return requestBytes;
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

    /** Id of an attribute, or -1. */
    int attributeId(String name) {
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
