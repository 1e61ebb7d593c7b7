package io.narrows.data.adapt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import io.narrows.data.Loader;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to batches that are not trained on; training itself is shown with a real engine among the examples. */
class LoaderDatasetTest {
    /** Nobody asks it for arrays here. */
    private static NDManager manager() {
        return (NDManager) Proxy.newProxyInstance(
                LoaderDatasetTest.class.getClassLoader(),
                new Class<?>[] {NDManager.class},
                (self, method, arguments) -> {
                    throw new AssertionError(method.toString());
                });
    }

    @Test
    void aBatchThatWasOnlyLookedAtIsClosed(@TempDir Path folder) throws Exception {
        Numbers numbers = Numbers.of(folder, 40);
        List<Loader<Integer>> opened = new ArrayList<>();
        Profiler profiler =
                Profiler.open(ProfilerConfig.builder(folder.resolve("run")).build());
        try (profiler) {
            LoaderDataset<Integer> dataset = new LoaderDataset<>(
                    epoch -> {
                        Loader<Integer> loader = numbers.open(4, profiler, (number, context) -> number);
                        opened.add(loader);
                        return loader;
                    },
                    (manager, items) -> {
                        throw new AssertionError("nobody takes one");
                    },
                    10);
            for (int epoch = 0; epoch < 3; epoch++) {
                Iterator<Batch> batches = dataset.getData(manager()).iterator();
                assertTrue(batches.hasNext());
                assertTrue(batches.hasNext(), "looking twice takes no second one");
            }
            dataset.close();
        }
        assertEquals(3, profiler.stats().traces(), "traces that ended");
        assertEquals(0, profiler.stats().abandoned());
        opened.forEach(loader -> assertThrows(IllegalStateException.class, loader::next));
    }
}
