package io.narrows.data;

import io.narrows.data.pipeline.MemoryShards;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardFormat;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.Source;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Shards that are made as they are read; installed as a service of the tests. */
public final class MadeFormat implements ShardFormat {
    private static final String END = ".made";

    /** A set of these shards. */
    static ShardSet set(MemoryShards shards) throws IOException, InterruptedException {
        List<String> names = IntStream.range(0, shards.count())
                .mapToObj(shard -> shard + END)
                .toList();
        return ShardSet.open(new MadeSource(shards), names);
    }

    @Override
    public boolean fits(String name) {
        return name.endsWith(END);
    }

    @Override
    public Shard open(Source source, DataFile file) throws IOException {
        MadeFile made = (MadeFile) file;
        return made.shards().open(made.shard());
    }

    private record MadeSource(MemoryShards shards) implements Source {
        @Override
        public DataFile open(String name) {
            return new MadeFile(shards, Integer.parseInt(name.substring(0, name.length() - END.length())));
        }

        @Override
        public String location() {
            return "the test";
        }
    }

    private record MadeFile(MemoryShards shards, int shard) implements DataFile {
        @Override
        public String name() {
            return shard + END;
        }

        @Override
        public long size() {
            return shards.fileBytes(shard);
        }

        @Override
        public void read(long position, byte[] target, int offset, int length) throws IOException {
            throw new EOFException("it has no bytes");
        }

        @Override
        public void close() {}
    }
}
