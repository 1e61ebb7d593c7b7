package io.narrows.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Layouts of what frames a run: its header, the names, what a buffer had to give up, its footer. */
final class RunLayouts {

    private RunLayouts() {}

    static void header(RunHeader d, Encoder out) {
        out.i32(d.formatVersion());
        out.string(d.service());
        out.unsigned(d.processId());
        out.i64(d.anchorWallNs());
        out.i64(d.anchorNs());
        out.unsigned(d.environment().size());
        new TreeMap<>(d.environment()).forEach((key, value) -> {
            out.string(key);
            out.string(value);
        });
    }

    static RunHeader header(Decoder in, int version) {
        int formatVersion = in.i32();
        String service = in.string();
        long processId = in.unsigned();
        long anchorWallNs = in.i64();
        long anchorNs = in.i64();
        Map<String, String> environment = new TreeMap<>();
        for (int left = in.count(2); left > 0; left--) {
            environment.put(in.string(), in.string());
        }
        return new RunHeader(formatVersion, service, processId, anchorWallNs, anchorNs, environment);
    }

    static void table(StageTable d, Encoder out) {
        out.unsigned(d.stages().size());
        d.stages().forEach(stage -> {
            out.string(stage.name());
            out.string(stage.segment());
        });
        out.unsigned(d.attributes().size());
        d.attributes().forEach(attribute -> {
            out.string(attribute.name());
            out.string(attribute.unit());
        });
        out.unsigned(d.kinds().size());
        d.kinds().forEach(out::string);
    }

    static StageTable table(Decoder in, int version) {
        List<StageTable.StageEntry> stages = new ArrayList<>();
        for (int left = in.count(2); left > 0; left--) {
            stages.add(new StageTable.StageEntry(in.string(), in.string()));
        }
        List<StageTable.AttributeEntry> attributes = new ArrayList<>();
        for (int left = in.count(2); left > 0; left--) {
            attributes.add(new StageTable.AttributeEntry(in.string(), in.string()));
        }
        List<String> kinds = new ArrayList<>();
        for (int left = in.count(1); left > 0; left--) {
            kinds.add(in.string());
        }
        return new StageTable(stages, attributes, kinds);
    }

    static void carried(CarriedRecords d, Encoder out) {
        out.raw(d.records());
    }

    static CarriedRecords carried(Decoder in, int version) {
        return new CarriedRecords(in.rest());
    }

    static void footer(RunFooter d, Encoder out) {
        out.i64(d.atNs());
        out.unsigned(d.traces());
        out.unsigned(d.events());
        out.f64(d.nsPerEvent());
    }

    static RunFooter footer(Decoder in, int version) {
        return new RunFooter(in.i64(), in.unsigned(), in.unsigned(), in.f64());
    }
}
