package io.narrows.data.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.cli.Progress;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.ShardSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows data stat}: reads every sample of a data set, and says what is there. */
@Command(
        name = "stat",
        description = "Reads shards from begin to end, and shows counts, sizes, skew and damage.",
        footer = {"", "Exits with 1 when something is damaged, and with 4 when a file cannot be read."})
public final class StatCommand implements DataSubcommand, Callable<Integer> {
    private static final int SHOW_EVERY = 256;
    /** The bar moves so often at least: of few samples each may take long. */
    private static final int SHOWN = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "SHARDS",
            description = "Shards, patterns such as part-{000..127}.tar, or folders of shards.")
    private List<String> arguments = List.of();

    @Option(names = "--shards", description = "Also a row for every shard.")
    private boolean everyShard;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Mixin
    private final ShardThreads threads = new ShardThreads();

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() throws InterruptedException {
        threads.check();
        List<ShardScan> scans = new ArrayList<>();
        SizeTotals totals = new SizeTotals();
        try (ShardSet set = DataArguments.open(arguments, e -> scans.add(unreadable(e)))) {
            scans.addAll(scan(set, totals));
        }
        StatReport report = new StatReport(scans, totals);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(text(report));
        } else {
            report.lines(everyShard).forEach(out::println);
        }
        out.flush();
        if (report.unread()) {
            return ExitCode.ENVIRONMENT;
        }
        return report.damaged() == 0 ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
    }

    private static ShardScan unreadable(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            throw new CommandException(ExitCode.ENVIRONMENT, missing.getFile() + " does not exist", e);
        }
        if (e instanceof ShardException damaged) {
            return ShardScan.unreadable(damaged);
        }
        throw new UncheckedIOException(e); // nothing that the shard could do about
    }

    private static String text(StatReport report) {
        try {
            return JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(report.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<ShardScan> scan(ShardSet set, SizeTotals totals) throws InterruptedException {
        AtomicLong read = new AtomicLong();
        try (Progress progress = Progress.counting("read", "samples", 0)) {
            List<Callable<ShardScan>> tasks = new ArrayList<>();
            for (int i = 0; i < set.shards(); i++) {
                int shard = i;
                tasks.add(() -> scan(set, shard, totals, progress, read));
            }
            List<ShardScan> done = threads.each(tasks);
            progress.done(read.get() + " of " + set.samples() + " samples");
            return done;
        }
    }

    private static ShardScan scan(ShardSet set, int shard, SizeTotals totals, Progress progress, AtomicLong read)
            throws InterruptedException {
        long every = Math.max(1, Math.min(SHOW_EVERY, set.samples() / SHOWN));
        ShardScan scan = ShardScan.of(set.name(shard), () -> set.openShard(shard), totals, more -> {
            long now = read.addAndGet(more);
            if (now % every == 0) {
                progress.update(now, set.samples());
            }
        });
        try {
            set.verify(shard);
        } catch (IOException e) {
            scan.damage(e);
        }
        return scan;
    }
}
