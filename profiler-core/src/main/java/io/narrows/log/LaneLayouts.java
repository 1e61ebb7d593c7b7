package io.narrows.log;

import java.util.ArrayList;
import java.util.List;

/** Layouts of what the machine and the JVM did meanwhile: lanes, their samples, threads, pauses. */
final class LaneLayouts {

    private static final List<LaneTable.Mode> MODES = List.of(LaneTable.Mode.values());
    private static final List<Pause.Type> PAUSES = List.of(Pause.Type.values());

    private LaneLayouts() {}

    static void table(LaneTable d, Encoder out) {
        out.unsigned(d.lanes().size());
        for (LaneTable.LaneEntry lane : d.lanes()) {
            out.string(lane.name());
            out.string(lane.unit());
            out.u8(Layout.code(lane.mode(), MODES));
            out.string(lane.unavailable());
        }
    }

    static LaneTable table(Decoder in, int version) {
        List<LaneTable.LaneEntry> lanes = new ArrayList<>();
        for (int left = in.count(4); left > 0; left--) {
            String name = in.string();
            String unit = in.string();
            LaneTable.Mode mode = Layout.constant(in.u8(), MODES);
            lanes.add(new LaneTable.LaneEntry(name, unit, mode, in.string()));
        }
        return new LaneTable(lanes);
    }

    static void resources(ResourceSample d, Encoder out) {
        out.i64(d.atNs());
        out.unsigned(d.periodNs());
        out.unsigned(d.values().size());
        for (ResourceSample.LaneValue value : d.values()) {
            out.unsigned(value.lane());
            out.signed(value.value());
        }
    }

    static ResourceSample resources(Decoder in, int version) {
        long atNs = in.i64();
        long periodNs = in.unsigned();
        List<ResourceSample.LaneValue> values = new ArrayList<>();
        for (int left = in.count(2); left > 0; left--) {
            values.add(new ResourceSample.LaneValue(in.id(), in.signed()));
        }
        return new ResourceSample(atNs, periodNs, values);
    }

    static void threads(ThreadSample d, Encoder out) {
        out.i64(d.atNs());
        out.unsigned(d.periodNs());
        out.unsigned(d.threads().size());
        for (ThreadSample.ThreadUse use : d.threads()) {
            out.string(use.thread());
            out.unsigned(use.cpuNs());
            out.unsigned(use.runDelayNs());
        }
    }

    static ThreadSample threads(Decoder in, int version) {
        long atNs = in.i64();
        long periodNs = in.unsigned();
        List<ThreadSample.ThreadUse> threads = new ArrayList<>();
        for (int left = in.count(3); left > 0; left--) {
            threads.add(new ThreadSample.ThreadUse(in.string(), in.unsigned(), in.unsigned()));
        }
        return new ThreadSample(atNs, periodNs, threads);
    }

    static void pause(Pause d, Encoder out) {
        out.u8(Layout.code(d.type(), PAUSES));
        out.i64(d.startNs());
        out.unsigned(d.endNs() - d.startNs());
        out.string(d.cause());
        out.signed(d.detail());
    }

    static Pause pause(Decoder in, int version) {
        Pause.Type type = Layout.constant(in.u8(), PAUSES);
        long startNs = in.i64();
        long endNs = startNs + in.unsigned();
        return new Pause(type, startNs, endNs, in.string(), in.signed());
    }
}
