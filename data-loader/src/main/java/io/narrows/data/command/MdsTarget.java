package io.narrows.data.command;

import io.narrows.cli.CommandException;
import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.mds.MdsPack;
import java.io.IOException;

/** A folder of MDS shards. */
record MdsTarget(MdsPack pack) implements PackTarget {
    @Override
    public long resumeAt() {
        return pack.resumeAt();
    }

    @Override
    public boolean isComplete() {
        return pack.isComplete();
    }

    @Override
    public void write(RawSample sample) throws IOException {
        pack.write(sample);
    }

    @Override
    public void finish() throws IOException {
        if (pack.samples() == 0) {
            throw CommandException.notHolding(
                    "there is no sample to pack, and MDS shards have the columns of the first one");
        }
        pack.finish();
    }

    @Override
    public long samples() {
        return pack.samples();
    }

    @Override
    public String text() {
        return PackTarget.text(pack.shards().size(), pack.bytes());
    }

    @Override
    public void close() throws IOException {
        pack.close();
    }
}
