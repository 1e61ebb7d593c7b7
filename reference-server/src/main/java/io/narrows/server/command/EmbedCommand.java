package io.narrows.server.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.cli.NewRun;
import io.narrows.cli.Progress;
import io.narrows.data.FaultPolicy;
import io.narrows.data.LoaderException;
import io.narrows.data.command.DataArguments;
import io.narrows.data.command.DataSubcommand;
import io.narrows.data.decode.Decoder;
import io.narrows.data.shard.ShardSet;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.ProfilerException;
import io.narrows.server.bulk.BulkEmbedder;
import io.narrows.server.bulk.BulkException;
import io.narrows.server.bulk.BulkListener;
import io.narrows.server.bulk.BulkOptions;
import io.narrows.server.bulk.EmbeddingFormat;
import io.narrows.server.bulk.TextSource;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.variants.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code narrows data embed}: shards in, embeddings out. */
@Command(
        name = "embed",
        description = "Turn the texts of a data set into vectors, a file a shard, in the same order.",
        footer = {
            "",
            "It may be ended at any moment, by kill -9 too, and goes on when it is called again with the same arguments;"
                    + " the result is the same, byte for byte. At Ctrl-C it finishes the windows under way; a second one"
                    + " ends it at once. Exits with 1 when samples were left out."
        })
public final class EmbedCommand implements DataSubcommand, Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "SHARDS",
            description = "Shards, patterns such as part-{000..127}.tar, or folders of shards.")
    private List<String> shards = List.of();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder to write to: new, empty, or one to go on with.")
    private Path out = Path.of("");

    @Option(
            names = "--text",
            paramLabel = "FIELD[/MEMBER]",
            description = "Where the text of a sample is: a field, or a member of a field's JSON, such as json/title."
                    + " Default: ${DEFAULT-VALUE}.",
            defaultValue = "txt")
    private String text = "txt";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "npy (an array and a file of keys) or jsonl. Default: ${DEFAULT-VALUE}.",
            defaultValue = "npy")
    private String format = "npy";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Name of the model. Default: ${DEFAULT-VALUE}.",
            defaultValue = TextModels.MINILM)
    private String model = TextModels.MINILM;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "pytorch, onnxruntime or tensorrt. Default: ${DEFAULT-VALUE}.",
            defaultValue = EngineOptions.PYTORCH)
    private String engine = EngineOptions.PYTORCH;

    @Option(
            names = "--variant",
            paramLabel = "VARIANT",
            description = "Form of the network, one that 'narrows models' lists. Default: ${DEFAULT-VALUE}.",
            defaultValue = "fp32")
    private String variant = Variant.FP32.label();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that share a forward; 0 chooses. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private int threads;

    @Option(
            names = "--runners",
            paramLabel = "N",
            description =
                    "Forwards at the same time; 0: as many as there are processors for them. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private int runners;

    @Option(
            names = "--batch",
            paramLabel = "TEXTS",
            description = "Most texts in a forward. Default: ${DEFAULT-VALUE}.",
            defaultValue = "" + BulkOptions.DEFAULT_MAX_TEXTS)
    private int batch;

    @Option(
            names = "--window",
            paramLabel = "TEXTS",
            description = "Texts among which those of like length are put together. Default: ${DEFAULT-VALUE}.",
            defaultValue = "" + BulkOptions.DEFAULT_WINDOW)
    private int window;

    @Option(
            names = "--skip-faulty",
            description = "Leave out and count samples that cannot be read or have no text, instead of ending.")
    private boolean skipFaulty;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description =
                    "Record where the time goes, for 'narrows report'; to DIR-2, DIR-3 and so on where it goes on.")
    private @Nullable Path run;

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() throws IOException {
        Decoder<String> decoder;
        BulkOptions options;
        EngineOptions engineOptions;
        try {
            decoder = TextSource.of(text);
            TextModels.check(model, engine, Variant.of(variant));
            engineOptions = new EngineOptions(engine, Variant.of(variant), threads);
            options = new BulkOptions(
                    batch,
                    window,
                    engineOptions.effectiveIntraOpThreads(),
                    runners(engineOptions),
                    EmbeddingFormat.of(format));
        } catch (IllegalArgumentException | ModelException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        Path named = run;
        if (named != null) {
            run = NewRun.orNext(named);
            NewRun.check(run);
            if (!run.equals(named)) {
                System.err.println(named + " holds a run already; this one is recorded to " + run);
            }
        }
        try (ShardSet set = DataArguments.open(shards);
                TextModel opened = model(engineOptions);
                Profiler profiler = profiler(opened)) {
            BulkEmbedder embedder = new BulkEmbedder(opened, set, decoder, options, profiler);
            // Not before: to count the samples of shards may take long, and asks nobody whether to stop.
            return embed(embedder, set, Stop.onFirstSignal());
        } catch (BulkException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        } catch (LoaderException e) { // a sample's fault, which --skip-faulty would leave out
            throw new CommandException(ExitCode.DOES_NOT_HOLD, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.environment("interrupted; the same command goes on where it ended");
        }
    }

    private int embed(BulkEmbedder embedder, ShardSet set, Stop stop) throws IOException, InterruptedException {
        try (Bar bar = new Bar(stop)) {
            BulkEmbedder.Result result =
                    embedder.embed(out, text, skipFaulty ? FaultPolicy.SKIP : FaultPolicy.FAIL, bar);
            if (!result.complete()) {
                throw CommandException.environment("ended by " + stop.reason() + " after " + result.rows() + " of "
                        + set.samples() + " texts; the same command goes on from there");
            }
            long left = set.samples() - result.rows();
            String line = String.format(
                    Locale.ROOT,
                    "%,d embeddings in %s%s",
                    result.rows(),
                    out,
                    left == 0 ? "" : ", " + left + " samples left out");
            bar.done(line, result.before());
            System.out.println(line);
            return left == 0 ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
        }
    }

    private static int runnersFor(EngineOptions engineOptions) {
        int each = engineOptions.effectiveIntraOpThreads();
        return Math.max(
                1, Math.min(BulkOptions.MOST_RUNNERS, Runtime.getRuntime().availableProcessors() / each));
    }

    private int runners(EngineOptions engineOptions) {
        return runners == 0 ? runnersFor(engineOptions) : runners;
    }

    private TextModel model(EngineOptions engineOptions) {
        try (PrepareProgress progress = new PrepareProgress()) {
            return TextModels.open(model, engineOptions, ModelCache.standard(), progress);
        } catch (ModelException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }

    private Profiler profiler(TextModel opened) {
        if (run == null) {
            return Profiler.disabled();
        }
        Map<String, String> facts = new TreeMap<>();
        facts.put("model.name", opened.info().name());
        opened.info().properties().forEach((key, value) -> facts.put("model." + key, value));
        try {
            return Profiler.open(ProfilerConfig.builder(run)
                    .service("narrows data embed")
                    .environment(facts)
                    .build());
        } catch (ProfilerException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }

    /** The bar begins with the first progress: only then is it known where an earlier process has ended. */
    private static final class Bar implements BulkListener, AutoCloseable {
        private final Stop stop;
        private @Nullable Progress progress;

        Bar(Stop stop) {
            this.stop = stop;
        }

        @Override
        public void started(long done) {
            progress = Progress.counting("embed", "texts", done);
        }

        @Override
        public void progress(long done, long total) {
            if (progress != null) {
                progress.update(done, total);
            }
        }

        @Override
        public boolean stopped() {
            return !stop.reason().isEmpty();
        }

        void done(String line, long before) {
            if (progress != null) {
                progress.done(before == 0 ? line : line + ", " + before + " of them by earlier runs");
            }
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
