package io.narrows.report.export;

import io.narrows.log.StageTable;
import java.util.List;
import java.util.Locale;

/** The names behind the ids of a log; an id without a name is shown as such. Not thread-safe. */
final class ExportNames {

    private StageTable table = new StageTable(List.of(), List.of(), List.of());

    void replace(StageTable newer) {
        table = newer;
    }

    String kind(int id) {
        return id >= 0 && id < table.kinds().size() ? table.kinds().get(id) : "kind " + id;
    }

    String stage(int id) {
        return known(id) ? table.stages().get(id).name() : "stage " + id;
    }

    /** Segment of a stage in lower case. */
    String segment(int id) {
        return known(id) ? table.stages().get(id).segment().toLowerCase(Locale.ROOT) : "serving";
    }

    String attribute(int id) {
        return id >= 0 && id < table.attributes().size()
                ? table.attributes().get(id).name()
                : "attribute " + id;
    }

    /** Unit of an attribute, empty where it is a plain count. */
    String unit(int id) {
        return id >= 0 && id < table.attributes().size()
                ? table.attributes().get(id).unit()
                : "";
    }

    private boolean known(int id) {
        return id >= 0 && id < table.stages().size();
    }
}
