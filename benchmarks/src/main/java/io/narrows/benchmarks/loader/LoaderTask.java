package io.narrows.benchmarks.loader;

import ai.djl.modality.cv.Image;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.data.Loader;
import io.narrows.data.decode.Decoder;
import io.narrows.data.decode.Decoders;
import io.narrows.data.decode.ImageDecoder;
import io.narrows.data.shard.ShardSet;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;

/** One measurement in a process of its own, which prints what it found as a line of JSON. */
public final class LoaderTask {
    public static final String ARGUMENT = "--loader-task";

    /** Samples in a batch, for all that are compared. */
    public static final int BATCH = 64;

    /** Width and height that pictures are brought to. */
    public static final int PICTURE_SIZE = 224;

    private LoaderTask() {}

    /**
     * Runs it.
     *
     * @param args name of the task, folder of the shards, and what the task takes besides
     */
    public static void run(String... args) throws Exception {
        Object found = found(args[0], Path.of(args[1]), Arrays.copyOfRange(args, 2, args.length));
        System.out.println(
                new ObjectMapper().writeValueAsString(found)); // made here: a task may need a JVM without Jackson
    }

    private static Object found(String task, Path folder, String... args) throws Exception {
        return switch (task) {
            case "bare" -> measure(new BareLoop(ShardFiles.in(folder)), args);
            case "bare-loops" -> bareLoops(folder, args);
            case "djl" -> djl(DjlPrefetch.overShards(ShardFiles.in(folder), BATCH, Loaders.WORKERS), args);
            case "djl-memory" -> djl(DjlPrefetch.ofMemory(ShardFiles.in(folder), BATCH, Loaders.WORKERS), args);
            case "loader" -> documents(folder, Decoders.json(Doc.class), args);
            case "loader-plain-parser" -> documents(folder, Decoders.json(Decoders.JSON, BareLoop.parser()), args);
            case "pictures" -> pictures(folder, args);
            case "starvation" -> StarvationTask.run(folder, whole(args[0]), whole(args[1]), whole(args[2]));
            case "profiling" -> ProfilingTask.run(folder, Path.of(args[0]), number(args[1]), number(args[2]));
            case "memory" -> MemoryTask.run(folder, Long.parseLong(args[0]));
            case "autotune" -> AutotuneTask.run(folder, whole(args[0]), number(args[1]), number(args[2]));
            case "first-batch" -> FirstBatchTask.run(folder, FirstBatchTask.Case.valueOf(args[0]));
            case "first-document" -> FirstBatchTask.jacksonAlone();
            default -> throw new IllegalArgumentException("'" + task + "' is no task");
        };
    }

    private static EpochResult bareLoops(Path folder, String... args) throws Exception {
        try (BareLoops loops = new BareLoops(ShardFiles.in(folder), Loaders.WORKERS)) {
            return measure(loops, args);
        }
    }

    private static EpochResult djl(DjlPrefetch djl, String... args) throws Exception {
        try (djl) {
            return measure(djl, args);
        }
    }

    private static EpochResult documents(Path folder, Decoder<Doc> decoder, String... args) throws Exception {
        try (ShardSet shards = Loaders.open(folder)) {
            return measure(new LoaderEpoch<>(() -> Loaders.samples(shards, decoder), doc -> doc.id), args);
        }
    }

    private static EpochResult pictures(Path folder, String... args) throws Exception {
        ImageDecoder decoder = ImageDecoder.of("jpg").resize(PICTURE_SIZE, PICTURE_SIZE);
        try (ShardSet shards = Loaders.open(folder)) {
            return measure(
                    new LoaderEpoch<>(
                            () -> Loader.from(shards)
                                    .decode(decoder)
                                    .batch(BATCH)
                                    .workers(Loaders.WORKERS)
                                    .memory(Loaders.MEMORY_BYTES),
                            LoaderTask::middle),
                    args);
        }
    }

    /** Red, green and blue of the pixel in the middle, added up. */
    private static long middle(Image image) {
        int rgb = ((BufferedImage) image.getWrappedImage()).getRGB(PICTURE_SIZE / 2, PICTURE_SIZE / 2);
        return (long) (rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF);
    }

    private static EpochResult measure(Epoch epoch, String... args) throws Exception {
        return Epoch.measure(epoch, number(args[0]), number(args[1]));
    }

    private static int whole(String argument) {
        return Integer.parseInt(argument);
    }

    private static double number(String argument) {
        return Double.parseDouble(argument);
    }
}
