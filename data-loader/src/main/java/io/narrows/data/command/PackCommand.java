package io.narrows.data.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.cli.Progress;
import io.narrows.data.pack.PackOptions;
import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.ShardException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
    public Integer call() throws IOException, InterruptedException {
        if (!(shardMib > 0) || shardMib > 1 << 20) {
            throw CommandException.usage("--shard-mib is " + shardMib + ", must be above 0 and at most 1048576");
        }
        PackPlan plan = PackPlan.of(format, prefix, shardMib, shardSamples, level);
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw CommandException.environment("--out " + out + " is a file, must be a folder or not be there");
        }
        try (PackInput input = PackInput.of(inputs, out)) {
            input.requireApart(out, plan::writes);
            try (PackTarget target = plan.open(out, !numberKeys && input.hasKeys(), input.fingerprint())) {
                pack(input, target);
                print(target);
                return ExitCode.HOLDS;
            }
        } catch (ShardException e) {
            throw new CommandException(ExitCode.DOES_NOT_HOLD, String.valueOf(e.getMessage()), e);
        }
    }

    private void pack(PackInput input, PackTarget target) throws IOException, InterruptedException {
        long before = target.resumeAt();
        if (target.isComplete()) {
            return;
        }
        try (Progress progress = Progress.counting("pack", "samples", before)) {
            if (input.leftOut() > 0) {
                progress.note(input.leftOut() + (input.leftOut() == 1 ? " file is" : " files are")
                        + " left out, part of no sample: no dot in the name, nothing before it, or __about__");
            }
            input.read(before, sample -> {
                write(target, sample);
                progress.update(target.samples(), input.samples());
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
