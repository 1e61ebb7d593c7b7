package io.narrows.data.command;

import io.narrows.cli.CommandException;
import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Samples that are to be packed, in an order that is the same each time. */
interface PackInput extends AutoCloseable {
    /** What fits into an array, and its copy into another. */
    long MOST_BYTES = 1L << 30;

    /** How many there are. */
    long samples();

    /** What tells this input from others, as far as that can be told without reading all of it. */
    String fingerprint();

    /** Whether its samples have keys of their own that tell them apart. */
    boolean hasKeys();

    /** Files that belong to no sample. */
    int leftOut();

    /**
     * Hands on all samples from one on.
     *
     * @param from how many to leave out
     */
    void read(long from, Sink sink) throws IOException, InterruptedException;

    @Override
    void close();

    /** Takes samples, each valid until it returns. */
    interface Sink {
        void write(RawSample sample) throws IOException, InterruptedException;
    }

    /**
     * The input that a user names: a folder that holds no shards is one of files, everything else is shards.
     *
     * @throws IOException when a folder cannot be read
     * @throws io.narrows.cli.CommandException when something is not there or is no shard
     */
    static PackInput of(List<String> arguments) throws IOException, InterruptedException {
        if (arguments.size() == 1 && !arguments.get(0).isEmpty()) {
            Path folder = Path.of(arguments.get(0));
            if (Files.isDirectory(folder) && !DataArguments.holdsShards(folder)) {
                FolderSamples samples = FolderSamples.of(folder);
                if (samples.samples().isEmpty()) {
                    throw CommandException.environment(
                            folder + " holds nothing to pack: no shard, and no file with a dot in its name");
                }
                return ofFolder(samples);
            }
        }
        return ofShards(DataArguments.open(arguments));
    }

    /** The files of a folder. */
    static PackInput ofFolder(FolderSamples folder) {
        return new PackInput() {
            @Override
            public long samples() {
                return folder.samples().size();
            }

            @Override
            public String fingerprint() {
                return folder.fingerprint();
            }

            @Override
            public boolean hasKeys() {
                return true;
            }

            @Override
            public int leftOut() {
                return folder.leftOut();
            }

            @Override
            public void read(long from, Sink sink) throws IOException, InterruptedException {
                RawSample sample = new RawSample();
                List<FolderSamples.Sample> samples = folder.samples();
                for (int i = Math.toIntExact(from); i < samples.size(); i++) {
                    fill(sample, i, samples.get(i));
                    sink.write(sample);
                }
            }

            @Override
            public void close() {}
        };
    }

    private static void fill(RawSample sample, int index, FolderSamples.Sample files) throws IOException {
        long bytes = 0;
        for (FolderSamples.Field field : files.fields()) {
            bytes += Files.size(field.file());
        }
        if (bytes > MOST_BYTES) {
            throw new IOException(
                    "the sample " + files.key() + " has " + bytes + " bytes, must have at most " + MOST_BYTES);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream((int) bytes);
        int[] ends = new int[files.fields().size()];
        for (int i = 0; i < ends.length; i++) {
            Files.copy(files.fields().get(i).file(), all);
            ends[i] = all.size();
        }
        sample.begin(files.key(), index, all.toByteArray());
        for (int i = 0; i < ends.length; i++) {
            int from = i == 0 ? 0 : ends[i - 1];
            sample.add(files.fields().get(i).name(), from, ends[i] - from);
        }
    }

    /** The samples of shards. */
    static PackInput ofShards(ShardSet shards) {
        return new PackInput() {
            @Override
            public long samples() {
                return shards.samples();
            }

            @Override
            public String fingerprint() {
                return shards.fingerprint();
            }

            @Override
            public boolean hasKeys() {
                return IntStream.range(0, shards.shards())
                        .noneMatch(shard -> shards.name(shard).contains(".jsonl"));
            }

            @Override
            public int leftOut() {
                return 0;
            }

            @Override
            public void read(long from, Sink sink) throws IOException, InterruptedException {
                long before = 0;
                for (int i = 0; i < shards.shards(); i++) {
                    int count = shards.samples(i);
                    if (before + count > from) {
                        read(i, (int) Math.max(0, from - before), count, sink);
                    }
                    before += count;
                }
            }

            private void read(int number, int from, int to, Sink sink) throws IOException, InterruptedException {
                try (Shard shard = shards.openShard(number);
                        ShardCursor cursor = shard.read(from, to)) {
                    while (cursor.next()) {
                        sink.write(cursor.sample());
                    }
                }
            }

            @Override
            public void close() {
                shards.close();
            }
        };
    }
}
