package io.narrows.data;

import io.narrows.data.pipeline.Shards;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardSet;
import java.io.IOException;

/** The shards of a set, for a pipeline. */
record ShardsOfSet(ShardSet set) implements Shards {
    @Override
    public int count() {
        return set.shards();
    }

    @Override
    public String name(int shard) {
        return set.name(shard);
    }

    @Override
    public int samples(int shard) {
        return set.samples(shard);
    }

    @Override
    public Shard open(int shard) throws IOException, InterruptedException {
        return set.openShard(shard);
    }
}
