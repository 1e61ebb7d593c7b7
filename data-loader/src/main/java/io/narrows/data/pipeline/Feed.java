package io.narrows.data.pipeline;

import io.narrows.data.profile.ChunkTimes;
import org.jspecify.annotations.Nullable;

/** Cuts the positions that are to be delivered into chunks. Used under the scheduler's lock. */
interface Feed {
    /**
     * What a worker of the first group can begin with.
     *
     * @return null where there is nothing, or where nothing fits into the budget
     */
    @Nullable
    Work next(Worker worker);

    /** Whether {@link #next} gave nothing because of the budget; of the last call. */
    boolean held();

    /** Whether {@link #next} gave nothing because a shard is being opened, or a window read, by somebody else; of the last call. */
    boolean reading();

    /** Whether everything was given out. */
    boolean exhausted();

    /** A part of a window was read. */
    default void fetched(LoadedWindow window, int slice, RawBlock block, ChunkTimes times) {
        throw new UnsupportedOperationException("there are no windows");
    }

    /** A chunk was decoded. */
    default void decoded(Run run) {}

    /** A chunk was shared out; the part is a chunk of its own. */
    default void shared(Run part) {}

    /** Opening a shard has ended, well or badly. */
    default void opened(int shard, ChunkTimes times) {}
}
