package io.narrows.log;

import java.util.List;

/** Layouts of what the profiler says about itself: its losses, what it cost, and what it did about that. */
final class CostLayouts {

    private static final List<BudgetStep.Level> LEVELS = List.of(BudgetStep.Level.values());

    private CostLayouts() {}

    static void dropCount(DropCount d, Encoder out) {
        out.i64(d.atNs());
        out.unsigned(d.droppedRecords());
        out.unsigned(d.incompleteTraces());
        out.unsigned(d.abandonedTraces());
        out.unsigned(d.misuses());
        out.unsigned(d.lostDocuments());
        out.unsigned(d.removedFiles());
        out.unsigned(d.removedBytes());
        out.unsigned(d.listenerFailures());
    }

    static DropCount dropCount(Decoder in, int version) {
        boolean first = version < 2;
        return new DropCount(
                in.i64(),
                in.unsigned(),
                in.unsigned(),
                in.unsigned(),
                in.unsigned(),
                in.unsigned(),
                first ? 0 : in.unsigned(),
                first ? 0 : in.unsigned(),
                first ? 0 : in.unsigned());
    }

    static void budgetStep(BudgetStep d, Encoder out) {
        out.i64(d.atNs());
        out.u8(Layout.code(d.level(), LEVELS));
        out.unsigned(d.oneIn());
        out.f64(d.share());
        out.f64(d.budget());
    }

    static BudgetStep budgetStep(Decoder in, int version) {
        long atNs = in.i64();
        BudgetStep.Level level = Layout.constant(in.u8(), LEVELS);
        return new BudgetStep(atNs, level, in.id(), in.f64(), in.f64());
    }

    static void selfCost(SelfCost d, Encoder out) {
        out.i64(d.atNs());
        out.unsigned(d.intervalNs());
        out.unsigned(d.records());
        out.f64(d.nsPerEvent());
        out.unsigned(d.drainerCpuNs());
        out.unsigned(d.lanesCpuNs());
        out.unsigned(d.processCpuNs());
        out.unsigned(d.logBytes());
        out.unsigned(d.oneIn());
    }

    static SelfCost selfCost(Decoder in, int version) {
        return new SelfCost(
                in.i64(),
                in.unsigned(),
                in.unsigned(),
                in.f64(),
                in.unsigned(),
                in.unsigned(),
                in.unsigned(),
                in.unsigned(),
                in.id());
    }
}
