package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real model over tar shards: the right texts are found, and each batch is one trace from its bytes to the forward. */
@Timeout(300)
class NearestTextsIT {
    private static final List<String> SUBJECTS =
            List.of("The cat", "A ship", "The mayor", "My neighbour", "An old tree");
    private static final List<String> VERBS = List.of("sleeps on", "sails past", "talks about", "paints", "falls onto");
    private static final List<String> OBJECTS = List.of("the mat.", "an island.", "taxes.", "a fence.", "the road.");

    private static void writeShard(Path file, List<String> texts, int first) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (int i = 0; i < texts.size(); i++) {
                byte[] text = texts.get(i).getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry("text-" + (first + i) + ".txt");
                entry.setSize(text.length);
                tar.putArchiveEntry(entry);
                tar.write(text);
                tar.closeArchiveEntry();
            }
        }
    }

    @Test
    void theNearestTextsAreFoundAndTheTraceGoesOnToTheForward(@TempDir Path folder) throws Exception {
        List<String> texts = new ArrayList<>();
        for (String subject : SUBJECTS) {
            for (String verb : VERBS) {
                OBJECTS.forEach(object -> texts.add(subject + " " + verb + " " + object));
            }
        }
        texts.set(77, "The request was slow because it waited in the queue.");
        writeShard(folder.resolve("texts-0.tar"), texts.subList(0, 70), 0);
        writeShard(folder.resolve("texts-1.tar"), texts.subList(70, 125), 70);
        Path run = folder.resolve("run");
        List<NearestTexts.Found> found;
        try (TextModel model = TextModels.open(TextModels.MINILM, EngineOptions.defaults());
                Profiler profiler =
                        Profiler.open(ProfilerConfig.builder(run).budget(1).build());
                ShardSet shards = ShardSet.open(new LocalSource(folder), List.of("texts-{0..1}.tar"))) {
            found = new NearestTexts(model, profiler).nearest("Why does my query take so long?", shards, 3);
        }
        assertEquals("text-77", found.get(0).key());
        assertEquals(texts.get(77), found.get(0).words());
        assertEquals(3, found.size());
        assertTrue(found.get(0).nearness() > found.get(1).nearness() + 0.05, found.toString());

        List<List<String>> stages = stages(run);
        assertEquals(4, stages.size(), "batches of 32 of 125 texts");
        for (List<String> of : stages) {
            assertTrue(of.contains("decode") && of.indexOf("handover") < of.indexOf("forward"), of.toString());
        }
    }

    private static List<List<String>> stages(Path run) {
        List<TraceDocument> traces = new ArrayList<>();
        StageTable names = new StageTable(List.of(), List.of(), List.of());
        try (LogReader reader = LogReader.open(RunDirectory.open(run))) {
            for (LogDocument document : reader) {
                if (document instanceof TraceDocument trace) {
                    traces.add(trace);
                } else if (document instanceof StageTable table) {
                    names = table;
                }
            }
        }
        List<StageTable.StageEntry> entries = names.stages();
        return traces.stream()
                .map(trace -> trace.spans().stream()
                        .map(span -> entries.get(span.stage()).name())
                        .toList())
                .toList();
    }
}
