package io.narrows.benchmarks;

import io.narrows.benchmarks.loader.EpochResult;
import io.narrows.benchmarks.loader.LoaderTask;
import io.narrows.benchmarks.loader.PyTorch;
import io.narrows.benchmarks.loader.ShardFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** JPEG pictures of 256 x 256 pixels, decoded and brought to 224 x 224: the loader against PyTorch's DataLoader with Pillow. */
final class ImageClaims implements Benchmark {
    private static final String OURS = "images, loader";
    private static final String TORCH = "images, PyTorch";
    private static final double OVER_TORCH = 1;
    private static final double TIMED_S = 3;

    /** What the pixels in the middle come to on average, all three colours: 128 and half the noise, three times. */
    private static final double MIDDLE = 3 * 139.5;

    private static final double MIDDLE_OFF = 9;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        LoaderData data = new LoaderData(bench);
        Path folder = data.picturesFolder();
        int rounds = bench.quick() ? 10 : 14;
        LoaderProcess jvm = new LoaderProcess(bench, "-Xmx3g");
        Turns turns = new Turns(allOf(data.pictures()));
        turns.add(OURS, () -> jvm.epochs("pictures", folder, bench.quick() ? 3 : 5, TIMED_S));
        PyTorch torch = PyTorch.find(bench.work(), bench::say);
        String peer = "not run: " + torch.version();
        if (torch.here()) {
            bench.say("images: PyTorch, with how many workers");
            PyTorchWorkers workers = PyTorchWorkers.best(bench, torch, "image", ShardFiles.in(folder));
            turns.add(TORCH, workers::epoch);
            peer = workers.note();
        }
        bench.say("images: " + rounds + " rounds");
        turns.play(rounds);
        List<Row> rows = new ArrayList<>();
        rows.add(Row.informs(
                OURS,
                turns.perS(OURS),
                "1/s",
                "decoded by the JDK with " + libjpeg() + "; batches of " + LoaderTask.BATCH));
        if (turns.has(TORCH)) {
            rows.add(Row.informs(TORCH, turns.perS(TORCH), "1/s", peer));
            rows.add(Row.atLeast("images, loader / PyTorch", turns.ratio(OURS, TORCH), "", OVER_TORCH, ""));
        } else {
            rows.add(Row.value("images, loader / PyTorch", Double.NaN, "", peer));
        }
        return rows;
    }

    /** Which libjpeg a JVM decodes with: many systems link it to their own, which is libjpeg-turbo. */
    private static String libjpeg() throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        reader.dispose(); // its class has loaded the library
        Path maps = Path.of("/proc/self/maps");
        if (!Files.isReadable(maps)) {
            return "a libjpeg";
        }
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.map(line -> line.substring(line.lastIndexOf('/') + 1))
                    .filter(name -> name.startsWith("libjpeg."))
                    .findFirst()
                    .map(name -> "the system's " + name)
                    .orElse("the libjpeg that it brings");
        }
    }

    private static Consumer<EpochResult> allOf(int pictures) {
        return result -> {
            double middle = (double) result.sum() / result.samples();
            if (result.samples() % pictures != 0 || Math.abs(middle - MIDDLE) > MIDDLE_OFF) {
                throw new IllegalStateException(
                        "a pass over " + pictures + " pictures is not what was read: " + result);
            }
        };
    }
}
