package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.testing.Load;
import io.narrows.server.testing.RunLog;
import io.narrows.server.testing.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM under load, again and again: nothing in flight is lost, nothing crashes, the log is whole. */
@Timeout(120)
class SigtermIT {
    @RepeatedTest(5)
    void losesNothing(@TempDir Path directory, RepetitionInfo repetition) throws Exception {
        try (ServerProcess server = ServerProcess.keepingAll(directory)) {
            Load load = new Load(server.url());
            // not always at the same point of the clients' rhythm
            load.awaitAnswers(50 + 17 * repetition.getCurrentRepetition());
            server.terminate();
            load.join();
            assertEquals(List.of(), load.failures(), server::toString);
            assertEquals(0, server.exitCode(), server.messages());
            assertEquals(List.of(), server.crashFiles());
            assertTrue(server.messages().contains("stopping: SIGTERM"), server.messages());
            RunLog log = RunLog.read(directory.resolve("run"));
            assertTrue(log.footer(), "the log has no footer");
            List<String> missing = load.answers().stream()
                    .map(Load.Answer::traceId)
                    .filter(id -> !log.traceIds().contains(id))
                    .toList();
            assertEquals(List.of(), missing, "answered but not in the log");
            assertTrue(Files.notExists(directory.resolve("core")));
        }
    }
}
