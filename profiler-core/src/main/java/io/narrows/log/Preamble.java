package io.narrows.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every file of a log begins with, so that it can be read without those before it. Not thread-safe. */
final class Preamble {

    private final RunHeader header;
    private @Nullable StageTable stages;
    private @Nullable LaneTable lanes;
    private DropCount counts;

    Preamble(RunHeader header) {
        this.header = header;
        this.counts = new DropCount(header.anchorNs(), 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Remembers a document that was written, if the next file needs it. */
    void written(LogDocument document) {
        if (document instanceof StageTable table) {
            stages = table;
        } else if (document instanceof LaneTable table) {
            lanes = table;
        } else if (document instanceof DropCount count) {
            counts = count;
        }
    }

    /** The documents that the next file begins with; with the counts if files were removed. */
    List<LogDocument> documents(long removedFiles, long removedBytes) {
        List<LogDocument> documents = new ArrayList<>();
        documents.add(header);
        if (stages != null) {
            documents.add(stages);
        }
        if (lanes != null) {
            documents.add(lanes);
        }
        if (removedFiles > 0) {
            documents.add(withRemoved(counts, removedFiles, removedBytes));
        }
        return documents;
    }

    /** The counts, with what the log itself removed. */
    static DropCount withRemoved(DropCount count, long removedFiles, long removedBytes) {
        return new DropCount(
                count.atNs(),
                count.droppedRecords(),
                count.incompleteTraces(),
                count.abandonedTraces(),
                count.misuses(),
                count.lostDocuments(),
                Math.max(count.removedFiles(), removedFiles),
                Math.max(count.removedBytes(), removedBytes),
                count.listenerFailures());
    }
}
