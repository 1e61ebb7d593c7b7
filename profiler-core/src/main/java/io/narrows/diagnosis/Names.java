package io.narrows.diagnosis;

import io.narrows.log.StageTable;
import java.util.List;

/** Names behind the ids of a log. */
record Names(List<StageTable.StageEntry> stages, List<StageTable.AttributeEntry> attributes) {

    static Names of(StageTable table) {
        return new Names(table.stages(), table.attributes());
    }

    String stage(int id) {
        return id >= 0 && id < stages.size() ? stages.get(id).name() : "stage " + id;
    }

    String segment(String stage) {
        return stages.stream()
                .filter(entry -> entry.name().equals(stage))
                .map(StageTable.StageEntry::segment)
                .findFirst()
                .orElse("SERVING");
    }

    /** Id of an attribute, or -1 where the log has none of this name. */
    int attribute(String name) {
        for (int id = 0; id < attributes.size(); id++) {
            if (attributes.get(id).name().equals(name)) {
                return id;
            }
        }
        return -1;
    }
}
