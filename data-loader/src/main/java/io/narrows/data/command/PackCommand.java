package io.narrows.data.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.cli.Progress;
import io.narrows.data.pack.PackFormat;
import io.narrows.data.pack.PackOptions;
import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.mds.MdsOptions;
import io.narrows.data.shard.mds.MdsPack;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows data pack}: makes shards of files, or of other shards. */
@Command(
        name = "pack",
        description = "Makes shards of the files of a folder, or of other shards.",
        footer = {
            "",
            "Files of a folder with the same path up to the first dot of their names are one sample. It may be ended at any"
                    + " moment, by kill -9 too, and goes on when it is called again with the same arguments."
        })
public final class PackCommand implements DataSubcommand, Callable<Integer> {
    private static final int SHOW_EVERY = 64;
    private static final double MEBIBYTE = 1 << 20;
    private static final int MOST_MDS_MIB = 2047;
    private static final String MDS = "mds";
    private static final String MDS_ZSTD = "mds.zstd";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description = "A folder of files; or shards, patterns such as part-{000..127}.tar, folders of shards.")
    private List<String> inputs = List.of();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to.")
    private Path out = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "tar, tar.gz, tar.zst, jsonl, jsonl.gz, jsonl.zst, mds or mds.zstd. Default: ${DEFAULT-VALUE}.",
            defaultValue = "tar")
    private String format = "tar";

    @Option(
            names = "--prefix",
            paramLabel = "NAME",
            description = "What the names of the shards begin with, but for MDS. Default: ${DEFAULT-VALUE}.",
            defaultValue = "shard")
    private String prefix = "shard";

    @Option(
            names = "--shard-mib",
            paramLabel = "MIB",
            description = "Largest shard, before compression. Default: ${DEFAULT-VALUE}.",
            defaultValue = "" + (PackOptions.DEFAULT_SHARD_BYTES >> 20))
    private double shardMib;

    @Option(
            names = "--shard-samples",
            paramLabel = "N",
            description = "Most samples in a shard; 0: any number. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private long shardSamples;

    @Option(
            names = "--level",
            paramLabel = "N",
            description = "Level of compression; 0: that of the format. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private int level;

    @Option(
            names = "--number-keys",
            description = "Number the samples instead of keeping their keys; lines of JSON Lines are always numbered.")
    private boolean numberKeys;

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!(shardMib > 0) || shardMib > 1 << 20) {
            throw CommandException.usage("--shard-mib is " + shardMib + ", must be above 0 and at most 1048576");
        }
        try (PackInput input = PackInput.of(inputs)) {
            try (PackTarget target = target(input)) {
                pack(input, target);
                print(target);
                return ExitCode.HOLDS;
            }
        } catch (ShardException e) {
            throw new CommandException(ExitCode.DOES_NOT_HOLD, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private PackTarget target(PackInput input) throws IOException {
        boolean numbered = numberKeys || !input.hasKeys();
        if (!format.equals(MDS) && !format.equals(MDS_ZSTD)) {
            return PackTarget.shards(out, prefix, options(numbered), input.fingerprint());
        }
        if (shardSamples != 0 || shardMib > MOST_MDS_MIB) {
            throw CommandException.usage("MDS shards are limited by --shard-mib alone, to at most " + MOST_MDS_MIB
                    + "; --shard-samples is " + shardSamples + ", --shard-mib " + shardMib);
        }
        MdsOptions mds = MdsOptions.defaults().withShardBytes((int) Math.max(1, Math.round(shardMib * MEBIBYTE)));
        if (format.equals(MDS_ZSTD)) {
            mds = mds.withZstd(level == 0 ? MdsOptions.DEFAULT_ZSTD_LEVEL : level);
        }
        return new MdsTarget(MdsPack.open(out, mds, Map.of(), !numbered, input.fingerprint()));
    }

    private PackOptions options(boolean numbered) {
        PackOptions.Builder options = PackOptions.builder()
                .format(PackFormat.of(format))
                .shardBytes(Math.max(1, Math.round(shardMib * MEBIBYTE)))
                .numberedKeys(numbered);
        if (shardSamples != 0) {
            options.shardSamples(shardSamples);
        }
        if (level != 0) {
            options.level(level);
        }
        return options.build();
    }

    private void pack(PackInput input, PackTarget target) throws IOException, InterruptedException {
        long before = target.resumeAt();
        if (target.isComplete()) {
            return;
        }
        try (Progress progress = Progress.counting("pack", "samples", before)) {
            if (input.leftOut() > 0) {
                progress.note(input.leftOut() + " files are left out: their names have no dot, or nothing before it");
            }
            input.read(before, sample -> {
                write(target, sample);
                if (target.samples() % SHOW_EVERY == 0) {
                    progress.update(target.samples(), input.samples());
                }
            });
            target.finish();
            progress.done(
                    target.samples() + " samples" + (before == 0 ? "" : ", " + before + " of them by earlier runs"));
        }
    }

    /** What the format cannot hold is a fault of the sample. */
    private static void write(PackTarget target, RawSample sample) throws IOException, InterruptedException {
        try {
            target.write(sample);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.DOES_NOT_HOLD, String.valueOf(e.getMessage()), e);
        }
    }

    private void print(PackTarget target) {
        PrintWriter to = spec.commandLine().getOut();
        to.println(String.format(Locale.ROOT, "%,d samples%s, in %s", target.samples(), target.text(), out));
        to.flush();
    }
}
