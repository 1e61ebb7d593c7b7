package io.narrows.server.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.data.DataBatch;
import io.narrows.data.FaultPolicy;
import io.narrows.data.Loader;
import io.narrows.data.LoaderBuilder;
import io.narrows.data.LoaderState;
import io.narrows.data.decode.Decoder;
import io.narrows.data.shard.ShardSet;
import io.narrows.profiler.Profiler;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Embeds the texts of a data set.
 *
 * <pre>
 * loader: read, decompress, decode, tokenize -> window -> runner: forwards of like lengths -> in order -> folder
 * </pre>
 *
 * <p>A window is a run of consecutive texts, the same for every process, and all of it goes through one runner. So a window's
 * vectors have the same bits whichever process computes them, and a folder that was written by several, each killed
 * somewhere, is equal byte for byte to one written at once. After each window the folder and the loader's state are made to
 * outlast the process together.
 */
public final class BulkEmbedder {
    private final TextModel model;
    private final ShardSet shards;
    private final Decoder<String> text;
    private final BulkOptions options;
    private final Profiler profiler;
    private final BulkStages stages;
    private final WindowRun windows;

    /**
     * @param model stays its owner's
     * @param shards what holds the texts; stays its owner's
     * @param text finds the text of a sample
     * @param profiler records each window as a trace of the loader's, with the model's stages after the loader's
     */
    public BulkEmbedder(
            TextModel model, ShardSet shards, Decoder<String> text, BulkOptions options, Profiler profiler) {
        this.model = model;
        this.shards = shards;
        this.text = text;
        this.options = options;
        this.profiler = profiler;
        stages = BulkStages.of(profiler);
        windows = new WindowRun(profiler, stages, options.maxTexts());
    }

    /**
     * What came of it.
     *
     * @param rows embeddings in the folder
     * @param before of them those that earlier processes had written
     * @param complete whether the whole data set is done
     */
    public record Result(long rows, long before, boolean complete) {}

    /**
     * Embeds what the folder does not yet hold.
     *
     * @param folder new, empty, or one that an earlier call with the same data set, model and options has begun
     * @param textSource says in words how a sample's text is found, so that a later call with another one is refused
     * @param faults what to do about samples that cannot be read or have no text
     * @throws BulkException when the folder holds something else
     * @throws UncheckedIOException when the folder cannot be written
     * @throws IOException when the data set cannot be read
     */
    public Result embed(Path folder, String textSource, FaultPolicy faults, BulkListener listener)
            throws IOException, InterruptedException {
        List<String> names =
                IntStream.range(0, shards.shards()).mapToObj(shards::name).toList();
        try (EmbeddingFolder out =
                EmbeddingFolder.open(folder, options.format(), names, width(), settings(textSource))) {
            long before = out.rows();
            if (out.complete()) {
                return new Result(before, before, true);
            }
            listener.started(before);
            boolean complete;
            try (Loader<BulkText> loader = loader(out, faults)) {
                complete = run(loader, out, listener);
            }
            if (complete) {
                out.finish();
            }
            return new Result(out.rows(), before, complete);
        }
    }

    private Loader<BulkText> loader(EmbeddingFolder out, FaultPolicy faults) {
        LoaderBuilder<BulkText> builder = Loader.from(shards)
                .decode(text)
                .map("tokenize", (words, context) -> new BulkText(context.shard(), model.encode(words)))
                .batch(options.window())
                .onFault(faults)
                .profiler(profiler);
        JsonNode before = out.loader();
        return (before == null ? builder : builder.resume(LoaderState.fromJson(before))).open();
    }

    /** Whether all is done, rather than stopped. */
    private boolean run(Loader<BulkText> loader, EmbeddingFolder out, BulkListener listener)
            throws IOException, InterruptedException {
        Deque<Window> underWay = new ArrayDeque<>();
        try (RunnerThreads runners = new RunnerThreads(model, options.runners())) {
            boolean more = true;
            while (true) {
                // One window more than runners, so that none waits while the oldest is written.
                while (more && underWay.size() <= options.runners() && !listener.stopped()) {
                    DataBatch<BulkText> batch = loader.next();
                    more = batch != null;
                    if (batch != null) {
                        requireWhole(batch, loader);
                        underWay.add(begin(runners, batch, loader.state()));
                    }
                }
                Window oldest = underWay.peek();
                if (oldest == null) {
                    return !more;
                }
                write(oldest, out);
                underWay.remove();
                listener.progress(out.rows(), shards.samples());
            }
        } finally {
            underWay.forEach(Window::abandon);
        }
    }

    /**
     * Before a sample at fault the loader delivers what it has, which is less than a window. That is left to the next process:
     * windows must be the same for all.
     */
    private void requireWhole(DataBatch<BulkText> batch, Loader<BulkText> loader)
            throws IOException, InterruptedException {
        if (batch.size() < options.window() && loader.state().left() > 0) {
            batch.trace().fail("left to the next process: a sample after it is at fault");
            batch.close();
            loader.next();
            throw new IllegalStateException("the loader delivered " + batch.size() + " texts and then more");
        }
    }

    private Window begin(RunnerThreads runners, DataBatch<BulkText> batch, LoaderState after) {
        batch.trace().enter(stages.queue());
        return new Window(batch, after, runners.run(runner -> windows.vectors(runner, batch.items(), batch.trace())));
    }

    private void write(Window window, EmbeddingFolder out) throws IOException, InterruptedException {
        float[][] vectors = window.await();
        DataBatch<BulkText> batch = window.batch();
        batch.trace().enter(stages.write());
        for (int i = 0; i < vectors.length; i++) {
            out.add(batch.items().get(i).shard(), batch.keys().get(i), vectors[i]);
        }
        out.checkpoint(window.after().toJson());
        batch.close();
    }

    private int width() {
        return Math.toIntExact(model.info().outputs().get(0).shape().get(1));
    }

    /** What decides the bytes of the embeddings. */
    private SortedMap<String, String> settings(String textSource) {
        ModelInfo info = model.info();
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("data", shards.fingerprint());
        settings.put("text", textSource);
        settings.put("model", info.name());
        for (String fact : List.of("modelHash", "form", "engine", "engineVersion", "variant", "device", "gpu")) {
            settings.put("model." + fact, info.properties().getOrDefault(fact, ""));
        }
        settings.put("max-texts", Integer.toString(options.maxTexts()));
        settings.put("window", Integer.toString(options.window()));
        settings.put("threads", Integer.toString(options.threads()));
        settings.put("cut", WindowRun.CUT);
        settings.put("format", options.format().label());
        return settings;
    }
}
