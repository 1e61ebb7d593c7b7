package io.narrows.analysis.accounting;

import org.jspecify.annotations.Nullable;

/**
 * A stretch in which a request was not worked on, and what came after it.
 *
 * @param place where: a stage or a gap
 * @param fromNs its start
 * @param toNs its end
 * @param queue whether it is a wait by name, or a gap right before a batch, and not just a gap
 * @param next the piece that follows, gaps left out; the size of the path where none does
 * @param station the first stage of what it waited for; meaningless unless {@code behind}
 * @param behind whether it waited for work, and not for another wait or the end
 * @param batch serial of the batch that follows, or 0
 */
record Wait(long place, long fromNs, long toNs, boolean queue, int next, int station, boolean behind, long batch) {

    /** The wait that a piece of a path is, or null where it is work. */
    static @Nullable Wait at(Path path, int piece, StageNames names) {
        boolean gap = path.gap(piece);
        if (!gap && names.forEqual(path.stage(piece))) {
            return null; // for nobody's worker
        }
        if (path.lengthNs(piece) == 0 || (!gap && (path.batch(piece) != 0 || !names.waits(path.stage(piece))))) {
            return null;
        }
        int next = piece + 1;
        while (next < path.size() && path.gap(next)) {
            next++;
        }
        boolean behind = next < path.size() && (path.batch(next) != 0 || !names.waits(path.stage(next)));
        long batch = next < path.size() ? path.batch(next) : 0;
        if (gap && batch != 0 && piece > 0 && path.batch(piece - 1) == batch) {
            // Between two stages of one batch the worker goes on.
            return new Wait(path.place(piece), path.startNs(piece), path.endNs(piece), false, next, 0, false, 0);
        }
        return new Wait(
                path.place(piece),
                path.startNs(piece),
                path.endNs(piece),
                !gap || batch != 0,
                next,
                behind ? path.stage(next) : 0,
                behind,
                batch);
    }

    /**
     * A place and what is behind it.
     *
     * @param place where requests wait
     * @param station the first stage of what they wait for
     */
    record Front(long place, int station) {}

    long lengthNs() {
        return toNs - fromNs;
    }
}
