package io.narrows.analysis.accounting;

import org.jspecify.annotations.Nullable;

/**
 * One stretch in which a worker was occupied: a batch from its first stage to its last, or the stages of a request that
 * follow a wait, a gap or a batch without another one between. Immutable but for the kind of a batch.
 *
 * @param path whose pieces it is made of
 * @param from its first piece
 * @param to the piece after its last
 * @param traceSerial serial of the request, 0 for a batch
 * @param traceKind kind of the request
 * @param batch the batch, or null for a request
 */
record Execution(
        Path path,
        int from,
        int to,
        long traceSerial,
        int traceKind,
        @Nullable BatchWork batch) {

    /** A shorter gap between two stages is taken for the same worker going on. */
    static final long SAME_WORKER_NS = 20_000;

    /** The whole of a batch. */
    static Execution of(BatchWork batch) {
        return new Execution(batch.path(), 0, batch.path().size(), 0, BatchWork.NO_KIND, batch);
    }

    /** The first stage, by which executions of the same workers know each other. */
    int station() {
        return path.stage(from);
    }

    long startNs() {
        return path.startNs(from);
    }

    long endNs() {
        return path.endNs(to - 1);
    }

    /** End of the last execution of a stage in it, or its own end where it does not have the stage. */
    long endNs(int stage) {
        for (int piece = to - 1; stage != Station.NOT_KNOWN && piece >= from; piece--) {
            if (!path.gap(piece) && path.stage(piece) == stage) {
                return path.endNs(piece);
            }
        }
        return endNs();
    }

    int kind() {
        return batch == null ? traceKind : batch.kind();
    }

    long serial() {
        return batch == null ? traceSerial : batch.serial();
    }
}
