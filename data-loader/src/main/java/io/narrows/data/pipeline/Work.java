package io.narrows.data.pipeline;

import org.jspecify.annotations.Nullable;

/** What a worker does next: go through a chunk, open a shard, or read part of a window. Exactly one of them is there. */
record Work(
        @Nullable Run run,
        boolean stolen,
        int openShard,
        @Nullable LoadedWindow window,
        int slice) {
    static Work of(Run run) {
        return new Work(run, false, -1, null, -1);
    }

    static Work stolen(Run run) {
        return new Work(run, true, -1, null, -1);
    }

    static Work open(int shard) {
        return new Work(null, false, shard, null, -1);
    }

    static Work fetch(LoadedWindow window, int slice) {
        return new Work(null, false, -1, window, slice);
    }
}
