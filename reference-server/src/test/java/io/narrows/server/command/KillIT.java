package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.testing.Load;
import io.narrows.server.testing.RunLog;
import io.narrows.server.testing.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL under load: what a client had received more than 100 ms before is in the log. */
@Timeout(120)
class KillIT {
    @Test
    void keepsWhatWasAnsweredMoreThan100MsAgo(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.keepingAll(directory)) {
            Load load = new Load(server.url());
            load.awaitAnswers(200);
            assertEquals(List.of(), load.failures(), "before the kill");
            load.stop();
            long killedNs = System.nanoTime();
            server.kill();
            load.join();
            assertTrue(server.exitCode() > 0);
            RunLog log = RunLog.read(directory.resolve("run"));
            assertFalse(log.footer());
            List<String> settled = load.answers().stream()
                    .filter(answer -> killedNs - answer.receivedNs() > TimeUnit.MILLISECONDS.toNanos(100))
                    .map(Load.Answer::traceId)
                    .toList();
            assertTrue(settled.size() > 50, "only " + settled.size() + " responses; the test shows nothing");
            List<String> missing =
                    settled.stream().filter(id -> !log.traceIds().contains(id)).toList();
            assertEquals(List.of(), missing);
        }
    }
}
