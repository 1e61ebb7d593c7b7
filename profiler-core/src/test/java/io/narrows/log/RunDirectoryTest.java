package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

    @TempDir
    private Path folder;

    private RunDirectory recorded(String name) {
        RunDirectory run = RunDirectory.create(folder.resolve(name));
        LogWriter.open(run, Documents.HEADER).close();
        return run;
    }

    @Test
    void makesTheFoldersOfARunAndItsParents() {
        RunDirectory run = RunDirectory.create(folder.resolve("a/b/run"));
        assertTrue(Files.isDirectory(run.log()));
        assertTrue(Files.isDirectory(run.buffers()));
        assertFalse(run.recording());
        assertTrue(run.path().isAbsolute());
    }

    @Test
    void refusesADirectoryThatHoldsARun() {
        Path dir = recorded("run").path();
        LogException refused = assertThrows(LogException.class, () -> RunDirectory.create(dir));
        assertEquals(
                "run directory " + dir + " already holds a run; name one that does not exist", refused.getMessage());
    }

    @Test
    void refusesAPathThatIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        LogException refused = assertThrows(LogException.class, () -> RunDirectory.create(file));
        assertEquals(
                "run directory " + file + " cannot be made: a file of that name is in the way", refused.getMessage());
        assertThrows(LogException.class, () -> RunDirectory.create(file.resolve("below")));
    }

    @Test
    void opensOnlyWhatHoldsALog() {
        Path missing = folder.resolve("missing");
        assertEquals(
                "no such run directory: " + missing,
                assertThrows(LogException.class, () -> RunDirectory.open(missing))
                        .getMessage());
        assertEquals(
                folder + " holds no event log: no file log/*.cq4 in it",
                assertThrows(LogException.class, () -> RunDirectory.open(folder))
                        .getMessage());
    }

    @Test
    void latestLeadsToTheNewestRun() throws IOException {
        recorded("one").linkAsLatest();
        RunDirectory two = recorded("two");
        two.linkAsLatest();
        Path expected = two.path().toRealPath();
        assertEquals(expected, RunDirectory.open(folder.resolve("latest")).path());
        assertEquals(expected, RunDirectory.open(folder).path());
    }

    @Test
    void latestMayBeATextFileWhereLinksAreNotAllowed() throws IOException {
        RunDirectory run = recorded("run");
        Files.writeString(folder.resolve("latest"), "run\n");
        assertEquals(
                run.path().toRealPath(),
                RunDirectory.open(folder.resolve("latest")).path());
        assertEquals(run.path().toRealPath(), RunDirectory.open(folder).path());
    }

    @Test
    void aLatestThatLeadsNowhereIsOneLine() throws IOException {
        Files.writeString(folder.resolve("latest"), "gone\n");
        LogException refused = assertThrows(LogException.class, () -> RunDirectory.open(folder));
        assertEquals("no such run directory: " + folder, refused.getMessage());
    }

    @Test
    void threadsThatAskAtOnceDoNotTakeEachOtherForTheRecorder() throws Exception {
        RunDirectory run = recorded("run");
        AtomicInteger wrong = new AtomicInteger();
        Thread[] askers = new Thread[4];
        for (int i = 0; i < askers.length; i++) {
            askers[i] = new Thread(() -> {
                for (int asked = 0; asked < 2_000; asked++) {
                    if (run.recording()) {
                        wrong.incrementAndGet();
                    }
                }
            });
            askers[i].start();
        }
        for (Thread asker : askers) {
            asker.join();
        }
        assertEquals(0, wrong.get());
    }
}
