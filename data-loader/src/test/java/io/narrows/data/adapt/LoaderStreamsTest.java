package io.narrows.data.adapt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import io.narrows.data.LoaderException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoaderStreamsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private static void assertClosed(Loader<?> loader) {
        assertEquals(
                "the loader is closed",
                assertThrows(IllegalStateException.class, loader::next).getMessage());
    }

    @Test
    void itemsAreThoseOfTheLoaderInOrderAndTheEndClosesIt() throws Exception {
        Loader<Integer> loader = Numbers.of(folder, 1000).open(7);
        List<Integer> items =
                LoaderStreams.items(loader).parallel().filter(n -> n % 3 == 0).toList();
        assertEquals(IntStream.range(0, 1000).filter(n -> n % 3 == 0).boxed().toList(), items);
        assertClosed(loader);
    }

    @Test
    void aStreamThatEndsEarlyClosesTheLoaderWhenItIsClosed() throws Exception {
        Loader<Integer> loader = Numbers.of(folder, 1000).open(7);
        try (Stream<DataBatch<Integer>> batches = LoaderStreams.batches(loader)) {
            assertEquals(
                    "[0, 7, 14]",
                    batches.limit(3)
                            .map(batch -> batch.items().get(0))
                            .collect(Collectors.toList())
                            .toString());
        }
        assertClosed(loader);
    }

    @Test
    void whatTheLoaderThrowsComesUncheckedAtItsPlace() throws Exception {
        Loader<Integer> loader = Numbers.of(folder, 100).damage("b.jsonl", 5).open(10);
        List<Integer> seen = new ArrayList<>();
        UncheckedIOException thrown = assertThrows(
                UncheckedIOException.class, () -> LoaderStreams.items(loader).forEach(seen::add));
        LoaderException cause = assertInstanceOf(LoaderException.class, thrown.getCause());
        assertEquals("b.jsonl", cause.shard());
        assertEquals(5, cause.index());
        assertEquals(IntStream.range(0, 55).boxed().toList(), seen, "what is before it is delivered");
        assertClosed(loader);
    }

    @Test
    void anInterruptEndsTheStreamAndStaysSet() throws Exception {
        Loader<Integer> loader = Numbers.of(folder, 100).open(10);
        Thread.currentThread().interrupt();
        UncheckedIOException thrown = assertThrows(
                UncheckedIOException.class, () -> LoaderStreams.items(loader).count());
        assertInstanceOf(InterruptedIOException.class, thrown.getCause());
        assertTrue(Thread.interrupted());
        assertClosed(loader);
    }
}
