package io.narrows.benchmarks;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.RunAnalyzer;
import io.narrows.diagnosis.Diagnoser;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.TraceDocument;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A process of its own that reads a log once, in one of three ways, and says how long that took and with which memory. */
final class ManySpans {
    static final String ARGUMENT = "--many-spans";

    /** What is done with each document. */
    enum What {
        /** Nothing but counting. */
        READ,
        /** The analysis of the run alone. */
        ANALYSE,
        /** All that a report needs. */
        DIAGNOSE
    }

    private ManySpans() {}

    /**
     * Prints in one line: seconds of the clock, seconds of the processor, traces, most heap in use, collections.
     */
    static void run(String what, String directory) {
        long startNs = System.nanoTime();
        long traces = 0;
        try (LogReader log = LogReader.open(RunDirectory.open(Path.of(directory)))) {
            traces = switch (What.valueOf(what)) {
                case READ -> count(log);
                case ANALYSE -> counted(RunAnalyzer.analyze(log, AnalysisOptions.allTraces()));
                case DIAGNOSE ->
                    counted(Diagnoser.diagnose(log, AnalysisOptions.allTraces()).analysis());
            };
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        double processorSeconds =
                ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                                .getProcessCpuTime()
                        / 1e9;
        long most = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                most += pool.getPeakUsage().getUsed();
            }
        }
        long collections = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
        System.out.println(String.join(
                " ",
                List.of(
                        String.format(Locale.ROOT, "%.3f", seconds),
                        String.format(Locale.ROOT, "%.3f", processorSeconds),
                        Long.toString(traces),
                        Long.toString(most),
                        Long.toString(collections))));
    }

    private static long counted(RunAnalysis analysis) {
        return analysis.counts().ok();
    }

    private static long count(LogReader log) {
        long traces = 0;
        for (LogDocument document = log.next(); document != null; document = log.next()) {
            traces += document instanceof TraceDocument ? 1 : 0;
        }
        return traces;
    }
}
