package io.narrows.data.command;

import io.narrows.cli.ExitCode;
import io.narrows.cli.Progress;
import io.narrows.data.pack.ShardIndexer;
import io.narrows.data.shard.ShardException;
import io.narrows.data.source.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows data index}: gives shards of others an index, so that they open at once. */
@Command(
        name = "index",
        description =
                "Writes an index beside each tar and JSON Lines shard that has none that fits, so that it opens at once.",
        footer = {
            "",
            "Exits with 1 when a shard that was read for that is damaged, and with 4 when",
            "one cannot be read or its index not be written. Those get none."
        })
public final class IndexCommand implements DataSubcommand, Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "SHARDS",
            description = "Shards, patterns such as part-{000..127}.tar, or folders of shards.")
    private List<String> arguments = List.of();

    @Mixin
    private final ShardThreads threads = new ShardThreads();

    @Override
    public Object command() {
        return this;
    }

    /** What became of a shard: one of the two is there. */
    private record Outcome(
            ShardIndexer.@Nullable Done done, @Nullable IOException failure) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        threads.check();
        List<Outcome> outcomes = index(DataArguments.files(arguments));
        PrintWriter out = spec.commandLine().getOut();
        int damaged = 0;
        int failed = 0;
        for (Outcome outcome : outcomes) {
            IOException failure = outcome.failure();
            if (failure instanceof ShardException) {
                damaged++;
                out.println("damaged: " + failure.getMessage());
            } else if (failure != null) {
                failed++;
                spec.commandLine().getErr().println("not indexed: " + Reason.of(failure));
            }
        }
        out.println(summary(outcomes) + number(", ", damaged, "damaged") + number(", ", failed, "not indexed"));
        out.flush();
        if (failed > 0) {
            return ExitCode.ENVIRONMENT;
        }
        return damaged == 0 ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
    }

    private static String summary(List<Outcome> outcomes) {
        long written = count(outcomes, ShardIndexer.Done.WRITTEN);
        return String.format(
                        Locale.ROOT,
                        "%,d %s: %,d %s written",
                        outcomes.size(),
                        outcomes.size() == 1 ? "shard" : "shards",
                        written,
                        written == 1 ? "index" : "indexes")
                + number(", ", count(outcomes, ShardIndexer.Done.REPLACED), "replaced")
                + number(", ", count(outcomes, ShardIndexer.Done.THERE), "there before")
                + number(", ", count(outcomes, ShardIndexer.Done.OF_OTHER_FORMAT), "of a format without");
    }

    private static String number(String before, long count, String what) {
        return count == 0 ? "" : before + String.format(Locale.ROOT, "%,d ", count) + what;
    }

    private static long count(List<Outcome> outcomes, ShardIndexer.Done done) {
        return outcomes.stream().filter(outcome -> outcome.done() == done).count();
    }

    private List<Outcome> index(DataArguments.ShardFiles files) throws IOException, InterruptedException {
        int shards = files.names().size();
        ShardIndexer indexer = new ShardIndexer(files.folder());
        AtomicInteger done = new AtomicInteger();
        try (Progress progress = Progress.counting("index", "shards", 0)) {
            List<Callable<Outcome>> tasks = new ArrayList<>();
            for (String name : files.names()) {
                tasks.add(() -> {
                    Outcome outcome = index(indexer, name);
                    progress.update(done.incrementAndGet(), shards);
                    return outcome;
                });
            }
            List<Outcome> outcomes = threads.each(tasks);
            progress.done(shards + (shards == 1 ? " shard" : " shards"));
            return outcomes;
        }
    }

    private static Outcome index(ShardIndexer indexer, String name) throws InterruptedException {
        try {
            return new Outcome(indexer.index(name), null);
        } catch (IOException e) {
            return new Outcome(null, e);
        }
    }
}
