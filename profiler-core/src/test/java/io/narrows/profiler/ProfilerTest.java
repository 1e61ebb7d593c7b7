package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run with a real log. */
class ProfilerTest {
    @TempDir
    Path directory;

    @Test
    void whatIsRecordedIsReadBack() {
        Path run = directory.resolve("run");
        String traceId;
        try (Profiler profiler = Profiler.open(ProfilerConfig.builder(run)
                .service("test")
                .environment(Map.of("batch.size", "8"))
                .build())) {
            assertTrue(profiler.enabled());
            assertEquals(run, profiler.directory());
            Trace trace = profiler.begin(profiler.kind("infer"));
            traceId = trace.traceId();
            trace.enter(profiler.stage("decode", Segment.DATA));
            trace.attribute(profiler.attribute("size", "bytes"), 77);
            trace.end();
        }
        List<LogDocument> documents = new ArrayList<>();
        try (LogReader reader = LogReader.open(RunDirectory.open(run))) {
            reader.forEach(documents::add);
            assertEquals(List.of(), reader.warnings());
        }
        RunHeader header = assertInstanceOf(RunHeader.class, documents.get(0));
        assertEquals("test", header.service());
        assertEquals("8", header.environment().get("batch.size"));
        assertEquals(ProcessHandle.current().pid(), header.processId());
        // Names may have been written several times, as they came; the latest before the trace counts.
        StageTable names = null;
        TraceDocument trace = null;
        for (LogDocument document : documents) {
            names = trace == null && document instanceof StageTable table ? table : names;
            trace = document instanceof TraceDocument found ? found : trace;
        }
        assertEquals(List.of(new StageTable.StageEntry("decode", "DATA")), names.stages());
        assertEquals(List.of(new StageTable.AttributeEntry("size", "bytes")), names.attributes());
        assertEquals(traceId, Hex.of(trace.traceIdHigh(), trace.traceIdLow()));
        assertEquals(List.of(new TraceDocument.AttributeValue(0, 77)), trace.attributes());
        assertInstanceOf(RunFooter.class, documents.get(documents.size() - 1));
    }

    @Test
    void moreNamesThanADocumentCanHoldAreRefusedAndTheOthersAreWritten() {
        Path run = directory.resolve("run");
        Profiler profiler = Profiler.open(ProfilerConfig.builder(run).build());
        try (profiler) {
            int[] names = new int[1];
            ProfilerException refusal = assertThrows(ProfilerException.class, () -> {
                for (; names[0] < Names.MAX_NAMES; names[0]++) {
                    profiler.stage("é".repeat(190) + names[0], Segment.SERVING);
                }
            });
            assertTrue(refusal.getMessage().endsWith("do not build names from requests"), refusal::getMessage);
            assertEquals(1, refusal.getMessage().lines().count());
            String unit = "u".repeat(Names.MAX_TABLE_BYTES);
            assertThrows(ProfilerException.class, () -> profiler.attribute("size", unit));
            profiler.begin(profiler.kind("infer")).end();
        }
        assertEquals(0, profiler.stats().lostDocuments());
    }

    @Test
    void aJvmThatIsRefusedLeavesNoDirectory() throws IOException, InterruptedException {
        String withoutUnsafe = "java.base,java.logging,java.management";
        assertRefused(withoutUnsafe, "this JVM keeps closed what the event log needs; start it with ");
        String withoutManagement = "java.base,java.logging,java.naming,jdk.unsupported";
        assertRefused(withoutManagement, "recording needs a class that this JVM or its class path does not have: ");
    }

    private void assertRefused(String modules, String message) throws IOException, InterruptedException {
        Path run = directory.resolve("run");
        Process refused = RefusedRecorder.start(run, modules);
        String said = new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, refused.waitFor(), said);
        assertTrue(said.startsWith(message), said);
        assertFalse(Files.exists(run), "with the flags it can be started again");
    }

    @Test
    void aDirectoryThatHoldsARunIsRefused() {
        Path run = directory.resolve("run");
        ProfilerConfig config = ProfilerConfig.builder(run).build();
        Profiler.open(config).close();
        assertEquals(
                "run directory " + run + " already holds a run; name one that does not exist",
                assertThrows(ProfilerException.class, () -> Profiler.open(config))
                        .getMessage());
    }

    @Test
    void aDirectoryThatCannotBeMadeIsRefusedInOneLine() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        ProfilerException refusal = assertThrows(
                ProfilerException.class,
                () -> Profiler.open(ProfilerConfig.builder(file.resolve("run")).build()));
        assertTrue(refusal.getMessage().contains(file.toString()), refusal::getMessage);
        assertEquals(1, refusal.getMessage().lines().count());
    }

    @Test
    void anInterruptedThreadOpensAndClosesAllTheSame() {
        Path run = directory.resolve("run");
        Thread.currentThread().interrupt();
        try (Profiler profiler = Profiler.open(ProfilerConfig.builder(run).build())) {
            profiler.begin(profiler.kind("infer")).end();
        }
        assertTrue(Thread.interrupted(), "the interrupt is passed on");
        try (LogReader reader = LogReader.open(RunDirectory.open(run))) {
            List<LogDocument> documents = new ArrayList<>();
            reader.forEach(documents::add);
            assertInstanceOf(RunFooter.class, documents.get(documents.size() - 1));
        }
    }
}
