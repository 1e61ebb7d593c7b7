package io.narrows.log;

import org.jspecify.annotations.Nullable;

/**
 * The first byte of every document, the version of its layout that this code writes, and the layout.
 *
 * <p>A number is never given a second meaning. A later version of a layout only appends fields.
 */
enum DocumentType {
    RUN_HEADER(1, 1, new Layout<>(RunHeader.class, RunLayouts::header, RunLayouts::header)),
    STAGE_TABLE(2, 1, new Layout<>(StageTable.class, RunLayouts::table, RunLayouts::table)),
    TRACE(3, 1, new Layout<>(TraceDocument.class, null, FormatOneLayouts::trace)),
    BATCH(4, 1, new Layout<>(BatchDocument.class, null, FormatOneLayouts::batch)),
    DROP_COUNT(5, 2, new Layout<>(DropCount.class, CostLayouts::dropCount, CostLayouts::dropCount)),
    CARRIED_RECORDS(6, 1, new Layout<>(CarriedRecords.class, RunLayouts::carried, RunLayouts::carried)),
    RUN_FOOTER(7, 1, new Layout<>(RunFooter.class, RunLayouts::footer, RunLayouts::footer)),
    COMPACT_TRACE(8, 1, new Layout<>(TraceDocument.class, TraceLayout::write, TraceLayout::read)),
    COMPACT_BATCH(9, 1, new Layout<>(BatchDocument.class, BatchLayout::write, BatchLayout::read)),
    HISTOGRAM_INTERVAL(10, 1, new Layout<>(HistogramInterval.class, HistogramLayout::write, HistogramLayout::read)),
    LANE_TABLE(11, 1, new Layout<>(LaneTable.class, LaneLayouts::table, LaneLayouts::table)),
    RESOURCE_SAMPLE(12, 1, new Layout<>(ResourceSample.class, LaneLayouts::resources, LaneLayouts::resources)),
    THREAD_SAMPLE(13, 1, new Layout<>(ThreadSample.class, LaneLayouts::threads, LaneLayouts::threads)),
    PAUSE(14, 1, new Layout<>(Pause.class, LaneLayouts::pause, LaneLayouts::pause)),
    BUDGET_STEP(15, 1, new Layout<>(BudgetStep.class, CostLayouts::budgetStep, CostLayouts::budgetStep)),
    SELF_COST(16, 1, new Layout<>(SelfCost.class, CostLayouts::selfCost, CostLayouts::selfCost)),
    THREAD_STAGES(17, 1, new Layout<>(ThreadStages.class, ThreadStagesLayout::write, ThreadStagesLayout::read)),
    OPERATORS(18, 1, new Layout<>(Operators.class, OperatorsLayout::write, OperatorsLayout::read));

    private static final DocumentType[] TYPES = values();

    final int number;
    final int version;

    @SuppressWarnings("ImmutableEnumChecker") // holds references to static methods only
    final Layout<?> layout;

    DocumentType(int number, int version, Layout<?> layout) {
        this.number = number;
        this.version = version;
        this.layout = layout;
    }

    /** Returns the type of a number, or null where it is of a later Narrows. Numbers are handed out without a gap. */
    static @Nullable DocumentType of(int number) {
        return number < 1 || number > TYPES.length ? null : TYPES[number - 1];
    }

    /** Returns the type that a document is written as. */
    static DocumentType of(LogDocument document) {
        for (DocumentType type : TYPES) {
            if (type.layout.write() != null && type.layout.document().isInstance(document)) {
                return type;
            }
        }
        throw new IllegalStateException("no layout for a " + document.getClass().getSimpleName());
    }
}
