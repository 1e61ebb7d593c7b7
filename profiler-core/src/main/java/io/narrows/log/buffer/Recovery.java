package io.narrows.log.buffer;

import io.narrows.log.BatchDocument;
import io.narrows.log.CarriedRecords;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** Finds what a killed process had recorded and not yet written to its log. Changes no file. Stateless. */
public final class Recovery {
    /** Name ending of the buffer files in a run's buffer directory. */
    public static final String BUFFER_SUFFIX = ".buf";

    private Recovery() {}

    /** Takes records that the log carries. */
    @FunctionalInterface
    public interface CarriedConsumer {
        /**
         * Takes one document of them.
         *
         * @param records the records
         * @param oneIn of how many usual traces one was kept where it lies in the log; 0 when none was
         */
        void accept(CarriedRecords records, int oneIn);
    }

    /**
     * What was found.
     *
     * @param documents batches before their members, marked as recovered; what never ended is abandoned (a batch: failed)
     * @param records number of records that were read
     * @param ended traces among the documents that had ended
     * @param incomplete those of them with records missing
     * @param abandoned traces among the documents that had not ended
     * @param warnings one line per file that could not be read
     */
    public record Result(
            List<LogDocument> documents,
            long records,
            long ended,
            long incomplete,
            long abandoned,
            List<String> warnings) {
        public Result {
            documents = List.copyOf(documents);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Assembles what the buffers hold beyond the log.
     *
     * @param buffersDirectory the run's buffer files; a missing directory holds nothing
     * @param carried passes on the records that the log itself carries, in the order of the log; called twice, so that a
     *     log with more of them than memory need not be held
     * @param traceLogged whether the log has the document of a trace
     * @param batchLogged whether the log has the document of a batch
     * @param oneIn of how many usual traces one was kept in the end, a power of two; 0 when none was
     */
    public static Result recover(
            Path buffersDirectory,
            Consumer<CarriedConsumer> carried,
            LongPredicate traceLogged,
            LongPredicate batchLogged,
            int oneIn) {
        Collector collector = new Collector(traceLogged, batchLogged, oneIn);
        List<Path> files = files(buffersDirectory, collector.warnings);
        // Batches first: then a trace can be put together as soon as its own records are here, and need not be held.
        read(files, carried, oneIn, collector, collector::batch);
        collector.assembler.writeBatches();
        read(files, carried, oneIn, collector, collector::trace);
        return collector.finish();
    }

    private static void read(
            List<Path> files,
            Consumer<CarriedConsumer> carried,
            int oneIn,
            Collector collector,
            RecordConsumer consumer) {
        boolean[] any = new boolean[1];
        carried.accept((document, oneInThen) -> {
            any[0] = true;
            collector.oneInNow = oneInThen;
            ByteBuffer records = document.records();
            for (int at = 0; at + RecordLayout.BYTES <= records.limit(); at += RecordLayout.BYTES) {
                BufferFile.record(records, at, consumer);
            }
        });
        collector.oneInNow = oneIn;
        for (Path file : files) {
            try {
                BufferFile.read(file, consumer);
            } catch (IOException e) {
                collector.warnings.add("buffer " + file + " " + e.getMessage() + ": its records are lost");
            }
            if (!any[0]) {
                collector.assembler.writeComplete(); // what was carried may lie in a buffer too, and come twice
            }
        }
    }

    private static List<Path> files(Path directory, Set<String> warnings) {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return files;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*" + BUFFER_SUFFIX)) {
            entries.forEach(files::add);
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            warnings.add("buffers " + directory + " cannot be listed (" + e.getMessage() + "): their records are lost");
        }
        files.sort(null);
        return files;
    }

    /** Feeds the assembler and sorts its documents out. */
    private static final class Collector {
        /*
         * A trace that was decided on and not kept may have records here still, and not all of them: its end may have been
         * given back while its beginning was not. It looks as if it had been open. So what is recovered has to pass the
         * same sampling as what was written, open or not: what passes it and is not in the log was not decided on, and
         * stands for as many as in the log. Failed and marked ones are in the log once they were decided on.
         *
         * The log carries the ends of some traces that were not kept, and they stay there however the sampling changes: so
         * a trace that ended under a stricter one has to pass that.
         */
        private final LongPredicate traceLogged;
        private final LongPredicate batchLogged;
        private final int oneIn;
        private final List<BatchDocument> batches = new ArrayList<>();
        private final List<TraceDocument> traces = new ArrayList<>();
        private final Set<String> warnings = new LinkedHashSet<>();
        private final Assembler assembler = new Assembler(this::document, true, Assembler.MAX_OPEN);

        /** By the serial of the trace; only where it is another than in the end. */
        private final Map<Long, Integer> oneInAtEnd = new HashMap<>();

        private int oneInNow;
        private long records;
        private long abandoned;
        private long incomplete;
        private long incompleteBefore;

        Collector(LongPredicate traceLogged, LongPredicate batchLogged, int oneIn) {
            this.traceLogged = traceLogged;
            this.batchLogged = batchLogged;
            this.oneIn = oneIn;
            this.oneInNow = oneIn;
        }

        void trace(long number, long serial, long value, long meta) {
            if (RecordLayout.isTrace(RecordLayout.type(meta))) {
                records++;
                if (!traceLogged.test(serial)) {
                    assembler.accept(number, serial, value, meta, 0);
                    if (oneInNow != oneIn && RecordLayout.type(meta) == RecordLayout.END) {
                        oneInAtEnd.put(serial, oneInNow);
                    }
                }
            }
        }

        void batch(long number, long serial, long value, long meta) {
            if (RecordLayout.isBatch(RecordLayout.type(meta))) {
                records++;
                assembler.accept(number, serial, value, meta, 0); // of one in the log too, for members that are not
            }
        }

        private void document(LogDocument document) {
            if (document instanceof TraceDocument trace) {
                decide(trace);
            } else if (document instanceof BatchDocument batch && !batchLogged.test(batch.serial())) {
                batches.add(batch);
            }
        }

        private void decide(TraceDocument trace) {
            boolean whole = assembler.incomplete() == incompleteBefore;
            incompleteBefore = assembler.incomplete();
            boolean certain = trace.outcome() == Outcome.FAILED || trace.marked();
            int strictest = stricter(oneIn, oneInAtEnd.getOrDefault(trace.serial(), oneIn));
            boolean sampled = Sampling.keeps(trace.traceIdHigh(), trace.traceIdLow(), strictest);
            if (strictest == 0 || !(certain || sampled)) {
                return;
            }
            traces.add(trace.with(certain ? 1 : strictest, trace.kept()));
            abandoned += trace.outcome() == Outcome.ABANDONED ? 1 : 0;
            incomplete += whole ? 0 : 1;
        }

        private static int stricter(int one, int other) {
            return one == 0 || other == 0 ? 0 : Math.max(one, other);
        }

        Result finish() {
            assembler.finish();
            if (oneIn != 1) {
                Set<Long> needed = new HashSet<>();
                traces.forEach(trace -> trace.spans().forEach(span -> needed.add(span.batchSerial())));
                batches.removeIf(batch -> !needed.contains(batch.serial()));
            }
            List<LogDocument> documents = new ArrayList<>(batches);
            documents.addAll(traces);
            return new Result(
                    documents, records, traces.size() - abandoned, incomplete, abandoned, List.copyOf(warnings));
        }
    }
}
