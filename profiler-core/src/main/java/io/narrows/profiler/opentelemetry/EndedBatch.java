package io.narrows.profiler.opentelemetry;

import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A batch that has ended, and those of its members that have ended since. For one thread at a time. */
final class EndedBatch {
    private final BatchDocument batch;
    private final Set<Long> missing = new HashSet<>();
    private final List<Member> members = new ArrayList<>();
    private boolean wanted;

    /**
     * A member that has ended.
     *
     * @param weight its share of the batch's work
     */
    record Member(long traceIdHigh, long traceIdLow, long serial, long weight) {}

    EndedBatch(BatchDocument batch) {
        this.batch = batch;
        for (BatchDocument.Member member : batch.members()) {
            missing.add(member.traceSerial());
        }
    }

    BatchDocument batch() {
        return batch;
    }

    List<Member> members() {
        return members;
    }

    /** Whether a member is exported, so that the batch is worth exporting too. */
    boolean wanted() {
        return wanted;
    }

    /** Whether all members have ended. */
    boolean complete() {
        return missing.isEmpty();
    }

    /** A member has ended; said again, or of another trace, it counts for nothing. */
    void ended(TraceDocument trace, boolean exported) {
        if (missing.remove(trace.serial())) {
            members.add(new Member(trace.traceIdHigh(), trace.traceIdLow(), trace.serial(), weightOf(trace.serial())));
            wanted |= exported;
        }
    }

    private long weightOf(long serial) {
        for (BatchDocument.Member member : batch.members()) {
            if (member.traceSerial() == serial) {
                return member.weight();
            }
        }
        return 0;
    }
}
