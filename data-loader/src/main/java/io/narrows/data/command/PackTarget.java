package io.narrows.data.command;

import io.narrows.data.pack.PackOptions;
import io.narrows.data.pack.ShardWriter;
import io.narrows.data.shard.RawSample;
import java.io.IOException;
import java.nio.file.Path;

/** Where samples are packed to. */
interface PackTarget extends AutoCloseable {
    /** Samples that an earlier process has packed for good, and that are not to be written again. */
    long resumeAt();

    /** Whether there is nothing left to do. */
    boolean isComplete();

    /**
     * Writes a sample.
     *
     * @throws IllegalArgumentException when the format cannot hold it
     */
    void write(RawSample sample) throws IOException, InterruptedException;

    /** Ends the last shard and the pack. */
    void finish() throws IOException, InterruptedException;

    /** Samples so far, those of earlier processes included. */
    long samples();

    /** What there is, in words. */
    String text();

    @Override
    void close() throws IOException;

    /** So many shards, of so many bytes. */
    static String text(int shards, long bytes) {
        return " in " + shards + (shards == 1 ? " shard, " : " shards, ") + Bytes.text(bytes);
    }

    /** Shards of tar or JSON Lines. */
    static PackTarget shards(Path folder, String prefix, PackOptions options, String input) throws IOException {
        ShardWriter writer = ShardWriter.open(folder, prefix, options, input);
        return new PackTarget() {
            @Override
            public long resumeAt() {
                return writer.resumeAt();
            }

            @Override
            public boolean isComplete() {
                return writer.isComplete();
            }

            @Override
            public void write(RawSample sample) throws IOException, InterruptedException {
                writer.write(sample);
            }

            @Override
            public void finish() throws IOException, InterruptedException {
                writer.finish();
            }

            @Override
            public long samples() {
                return writer.samples();
            }

            @Override
            public String text() {
                return PackTarget.text(writer.shards().size(), writer.bytes());
            }

            @Override
            public void close() throws IOException {
                writer.close();
            }
        };
    }
}
