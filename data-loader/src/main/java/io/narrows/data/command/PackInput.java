package io.narrows.data.command;

import io.narrows.cli.CommandException;
import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.shard.mds.MdsColumn;
import io.narrows.data.source.LocalSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Samples that are to be packed, in an order that is the same each time. */
interface PackInput extends AutoCloseable {
    /** What fits into an array, and its copy into another. */
    long MOST_BYTES = 1L << 30;

    /** The field that some formats keep a sample's key in. */
    String KEY_FIELD = MdsColumn.KEY.name();

    /** How many there are. */
    long samples();

    /** What tells this input from others, as far as that can be told without reading all of it. */
    String fingerprint();

    /** Whether its samples have keys of their own that tell them apart. */
    boolean hasKeys();

    /** Files that belong to no sample. */
    int leftOut();

    /**
     * Sees to it that no input is written over.
     *
     * @param out where is written to
     * @param written whether a file of a name may be written there
     * @throws CommandException when it would be
     */
    void requireApart(Path out, Predicate<String> written) throws IOException;

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
     * @param out where is written to; a folder of files may have it inside
     * @throws IOException when a folder cannot be read
     * @throws CommandException when something is not there or is no shard, or when it is written to
     */
    static PackInput of(List<String> arguments, Path out) throws IOException, InterruptedException {
        for (String argument : arguments) {
            Path folder = DataArguments.path(argument);
            if (Files.isDirectory(folder) && Files.exists(out) && Files.isSameFile(folder, out)) {
                throw CommandException.usage("--out " + out
                        + " is the folder of the input too, and what is written there would be input the next time: name"
                        + " another");
            }
        }
        if (arguments.size() == 1) {
            Path folder = DataArguments.path(arguments.get(0));
            if (Files.isDirectory(folder) && !DataArguments.holdsShards(folder)) {
                FolderSamples samples = FolderSamples.of(folder, out);
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
            public void requireApart(Path out, Predicate<String> written) {
                // What lies in the folder that is written to is no input, and what has a name of a shard's is refused
                // there.
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

    /**
     * The sample without the field that holds its own key again, as MDS has it: a target has its own place for the key.
     *
     * @param to is filled where there is such a field
     */
    private static RawSample withoutKey(RawSample sample, RawSample to) {
        int field = sample.field(KEY_FIELD);
        if (field < 0 || !new String(sample.copy(field), StandardCharsets.UTF_8).equals(sample.key())) {
            return sample;
        }
        to.begin(sample.key(), sample.index(), sample.array());
        for (int i = 0; i < sample.fields(); i++) {
            if (i != field) {
                to.add(sample.name(i), sample.offset(i), sample.length(i));
            }
        }
        return to;
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
                return IntStream.range(0, shards.shards()).allMatch(shards::hasKeys);
            }

            @Override
            public int leftOut() {
                return 0;
            }

            @Override
            public void requireApart(Path out, Predicate<String> written) throws IOException {
                if (!(shards.source() instanceof LocalSource local) || !Files.isDirectory(out)) {
                    return;
                }
                for (int i = 0; i < shards.shards(); i++) {
                    Path file = local.folder().resolve(shards.name(i));
                    if (written.test(String.valueOf(file.getFileName()))
                            && Files.isSameFile(file.resolveSibling("."), out)) {
                        throw CommandException.usage(
                                file + " is an input, and may be written over by what is packed to " + out
                                        + ": name another folder");
                    }
                }
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
                    RawSample fields = new RawSample();
                    while (cursor.next()) {
                        sink.write(withoutKey(cursor.sample(), fields));
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
