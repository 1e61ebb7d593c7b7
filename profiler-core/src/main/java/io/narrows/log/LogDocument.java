package io.narrows.log;

/** One document of the event log. */
public sealed interface LogDocument
        permits RunHeader,
                StageTable,
                TraceDocument,
                BatchDocument,
                DropCount,
                CarriedRecords,
                HistogramInterval,
                LaneTable,
                ResourceSample,
                ThreadSample,
                Pause,
                BudgetStep,
                SelfCost,
                ThreadStages,
                Operators,
                RunFooter {}
