package io.narrows.server.model.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedFolderTest {
    @TempDir
    private Path parent;

    private final Notices notices = new Notices();

    @Test
    void filesAreMadeOnce() throws IOException {
        CountingRecipe recipe = new CountingRecipe();
        assertFalse(PreparedFolder.isThere(parent, recipe));
        Path folder = PreparedFolder.open(parent, recipe, notices);
        assertEquals("one", Files.readString(folder.resolve("a")));
        assertEquals("", Files.readString(folder.resolve("b")));
        assertTrue(PreparedFolder.isThere(parent, recipe));

        assertEquals(folder, PreparedFolder.open(parent, recipe, notices));
        assertEquals(1, recipe.made.get());
        assertEquals(List.of(), notices.lines);
        assertTrue(notices.steps.contains("checking a"));
    }

    @Test
    void aChangedByteIsFound() throws IOException {
        assertMadeAgain(folder -> Files.writeString(folder.resolve("a"), "0ne"), "SHA-256 of a");
    }

    @Test
    void aShorterFileIsFound() throws IOException {
        assertMadeAgain(folder -> Files.writeString(folder.resolve("a"), "on"), "a has 2 bytes, must have 3");
    }

    @Test
    void aMissingFileIsFound() throws IOException {
        assertMadeAgain(folder -> Files.delete(folder.resolve("b")), "does not exist");
    }

    @Test
    void aMissingManifestIsFound() throws IOException {
        assertMadeAgain(folder -> Files.delete(folder.resolve(Manifest.FILE_NAME)), "does not exist");
    }

    @Test
    void aGarbledManifestIsFound() throws IOException {
        for (String garbage : new String[] {"", "null", "[]", "{}", "{\"schema\":null}", "\u0000\u0000"}) {
            assertMadeAgain(folder -> Files.writeString(folder.resolve(Manifest.FILE_NAME), garbage), "is damaged");
        }
    }

    @Test
    void aManifestOfAnotherSourceIsFound() throws IOException {
        assertMadeAgain(
                folder -> {
                    Path manifest = folder.resolve(Manifest.FILE_NAME);
                    Files.writeString(manifest, Files.readString(manifest).replace("source hash", "other hash"));
                },
                "manifest.json is for other files");
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws IOException {
        Path left = Files.createDirectories(parent.resolve("recipe-1.new"));
        Files.writeString(left.resolve("a"), "half");
        PreparedFolder.open(parent, new CountingRecipe(), notices);
        assertFalse(Files.exists(left));
    }

    @Test
    void aFailedRecipeLeavesNothing() throws IOException {
        CountingRecipe full = new CountingRecipe() {
            @Override
            public void make(Path folder, PrepareListener listener) throws IOException {
                super.make(folder, listener);
                throw new IOException("No space left on device");
            }
        };
        ModelException e = assertThrows(ModelException.class, () -> PreparedFolder.open(parent, full, notices));
        assertEquals(
                "cache folder " + parent + " cannot be used: No space left on device"
                        + " (set NARROWS_HOME to a folder that can be written)",
                e.getMessage());
        assertEquals(List.of("recipe-1.lock"), names());
    }

    @Test
    void aFolderThatCannotBeMadeIsRefusedInOneLine() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        Path below = file.resolve("models");
        ModelException e =
                assertThrows(ModelException.class, () -> PreparedFolder.open(below, new CountingRecipe(), notices));
        assertTrue(e.getMessage().startsWith("cache folder " + below + " cannot be used: "), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    void threadsThatRaceMakeThemOnce() throws Exception {
        CountingRecipe recipe = new CountingRecipe();
        int threads = 4;
        CountDownLatch ready = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Path>> opened = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                opened.add(pool.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return PreparedFolder.open(parent, recipe, notices);
                }));
            }
            for (Future<Path> path : opened) {
                assertEquals(parent.resolve("recipe-1"), path.get(30, TimeUnit.SECONDS));
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(1, recipe.made.get());
    }

    private void assertMadeAgain(Damage damage, String notice) throws IOException {
        CountingRecipe recipe = new CountingRecipe();
        Path folder = PreparedFolder.open(parent, recipe, notices);
        int before = recipe.made.get();
        damage.of(folder);
        notices.lines.clear();

        PreparedFolder.open(parent, recipe, notices);
        assertEquals(before + 1, recipe.made.get());
        assertEquals(1, notices.lines.size(), () -> "" + notices.lines);
        String line = notices.lines.get(0);
        assertTrue(line.startsWith(folder + " is damaged (") && line.contains(notice), line);
        assertFalse(line.contains("\n"), line);
        assertEquals("one", Files.readString(folder.resolve("a")));
        assertEquals(List.of("recipe-1", "recipe-1.lock"), names());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(parent)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private interface Damage {
        void of(Path folder) throws IOException;
    }

    private static class CountingRecipe implements Recipe {
        final AtomicInteger made = new AtomicInteger();

        @Override
        public String name() {
            return "recipe-1";
        }

        @Override
        public String source() {
            return "source hash";
        }

        @Override
        public List<String> files() {
            return List.of("a", "b");
        }

        @Override
        public void make(Path folder, PrepareListener listener) throws IOException {
            made.incrementAndGet();
            Files.writeString(folder.resolve("a"), "one");
            Files.writeString(folder.resolve("b"), "");
        }
    }

    private static final class Notices implements PrepareListener {
        final List<String> lines = new CopyOnWriteArrayList<>();
        final List<String> steps = new CopyOnWriteArrayList<>();

        @Override
        public void progress(String step, long done, long total) {
            assertTrue(done >= 0 && done <= total && total >= 1, () -> step + " " + done + " of " + total);
            steps.add(step);
        }

        @Override
        public void notice(String line) {
            lines.add(line);
        }
    }
}
