package io.narrows.log.buffer;

import io.narrows.log.BatchDocument;
import io.narrows.log.CarriedRecords;
import io.narrows.log.LogDocument;
import io.narrows.log.buffer.BufferFile.RecordConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** Finds what a killed process had recorded and not yet written to its log. Changes no file. Stateless. */
public final class Recovery {
    /** Name ending of the buffer files in a run's buffer directory. */
    public static final String BUFFER_SUFFIX = ".buf";

    private Recovery() {}

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
     */
    public static Result recover(
            Path buffersDirectory,
            Consumer<Consumer<CarriedRecords>> carried,
            LongPredicate traceLogged,
            LongPredicate batchLogged) {
        Collector collector = new Collector(traceLogged, batchLogged);
        List<Path> files = files(buffersDirectory, collector.warnings);
        // Traces first: they tell which of the batches that are in the log are needed still.
        for (RecordConsumer consumer : List.<RecordConsumer>of(collector::trace, collector::batch)) {
            carried.accept(document -> {
                ByteBuffer records = document.records();
                for (int at = 0; at + RecordLayout.BYTES <= records.limit(); at += RecordLayout.BYTES) {
                    BufferFile.record(records, at, consumer);
                }
            });
            for (Path file : files) {
                try {
                    BufferFile.read(file, consumer);
                } catch (IOException e) {
                    collector.warnings.add("buffer " + file + " " + e.getMessage() + ": its records are lost");
                }
            }
        }
        return collector.finish();
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
        private final LongPredicate traceLogged;
        private final LongPredicate batchLogged;
        private final List<LogDocument> documents = new ArrayList<>();
        private final Set<String> warnings = new LinkedHashSet<>();
        private final Assembler assembler = new Assembler(this::document, true, Assembler.MAX_OPEN);
        private long records;

        Collector(LongPredicate traceLogged, LongPredicate batchLogged) {
            this.traceLogged = traceLogged;
            this.batchLogged = batchLogged;
        }

        void trace(long number, long serial, long value, long meta) {
            if (RecordLayout.isTrace(RecordLayout.type(meta))) {
                records++;
                if (!traceLogged.test(serial)) {
                    assembler.accept(number, serial, value, meta, 0);
                }
            }
        }

        void batch(long number, long serial, long value, long meta) {
            if (RecordLayout.isBatch(RecordLayout.type(meta))) {
                records++;
                // Of a batch that is in the log only for the timelines of members that are not.
                if (!batchLogged.test(serial) || assembler.hasBatch(serial)) {
                    assembler.accept(number, serial, value, meta, 0);
                }
            }
        }

        private void document(LogDocument document) {
            if (!(document instanceof BatchDocument batch) || !batchLogged.test(batch.serial())) {
                documents.add(document);
            }
        }

        Result finish() {
            assembler.finish();
            return new Result(
                    documents,
                    records,
                    assembler.ended(),
                    assembler.incomplete(),
                    assembler.abandoned(),
                    List.copyOf(warnings));
        }
    }
}
