package io.narrows.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {

    @Test
    void builtInTextsAreOfVeryDifferentLengths() {
        List<Integer> words = draw(WorkloadOptions.defaults(1), 5_000).stream()
                .map(Texts::words)
                .toList();

        assertTrue(words.stream().anyMatch(w -> w == 1), "a single word");
        assertTrue(words.stream().anyMatch(w -> w > 300), "a long text");
        assertTrue(words.stream().allMatch(w -> w >= 1 && w <= 400), "1 to 400 words");
        long sentences = words.stream().filter(w -> w > 3 && w <= 45).count();
        assertTrue(sentences > 1_500 && sentences < 4_000, "about half are a sentence or two, got " + sentences);
    }

    @Test
    void repeatsFollowZipfsLaw() {
        WorkloadOptions options = new WorkloadOptions(3, 0.4, 1.0, 100, 0);
        Workload workload = new Workload(Texts.builtIn(), options, "text");
        Set<String> popular = new HashSet<>(workload.popular());
        Map<String, Integer> counts = new HashMap<>();
        int requests = 50_000;
        int repeats = 0;
        for (int i = 0; i < requests; i++) {
            String text = workload.nextTexts().get(0);
            if (popular.contains(text)) {
                counts.merge(text, 1, Integer::sum);
                repeats++;
            }
        }

        assertEquals(0.4, repeats / (double) requests, 0.05, "share of repeats; a fresh text may equal a popular one");
        double harmonic = 0;
        for (int rank = 1; rank <= 100; rank++) {
            harmonic += 1.0 / rank;
        }
        String first = longest(workload.popular(), 0, 5);
        int rank = workload.popular().indexOf(first) + 1;
        assertEquals(
                0.4 / (rank * harmonic),
                counts.getOrDefault(first, 0) / (double) requests,
                0.01,
                "share of rank " + rank);
    }

    /* A long text is not drawn afresh by chance, so its count is that of its rank alone. */
    private static String longest(List<String> texts, int from, int to) {
        return texts.subList(from, to).stream()
                .max(Comparator.comparingInt(String::length))
                .orElseThrow();
    }

    @Test
    void sameSeedSameBytes() {
        Workload one = new Workload(Texts.builtIn(), WorkloadOptions.defaults(9), "text");
        Workload two = new Workload(Texts.builtIn(), WorkloadOptions.defaults(9), "text");

        for (int i = 0; i < 200; i++) {
            assertArrayEquals(one.next(), two.next());
        }
    }

    @Test
    void bodyIsAnInferRequestWithOneToEightTexts() throws IOException {
        Workload workload = new Workload(Texts.builtIn(), new WorkloadOptions(1, 0.3, 1, 10, 0.5), "text");
        Set<Integer> sizes = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            JsonNode input = new ObjectMapper().readTree(workload.next()).at("/inputs/0");
            assertEquals("text", input.get("name").asText());
            assertEquals("BYTES", input.get("datatype").asText());
            assertEquals(input.get("data").size(), input.at("/shape/0").asInt());
            sizes.add(input.get("data").size());
        }

        assertEquals(Set.of(1, 2, 3, 4, 5, 6, 7, 8), sizes);
    }

    @Test
    void textsOfAFileAreSentAsTheyAre(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("texts");
        Files.writeString(file, "\u00e4 \"quoted\" text\n\n\\ and \ud83d\ude00\n");
        Workload workload = new Workload(Texts.fromFile(file), WorkloadOptions.defaults(1), "text");
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            texts.addAll(workload.nextTexts());
        }

        assertEquals(Set.of("\u00e4 \"quoted\" text", "\\ and \ud83d\ude00"), texts);
        assertTrue(new String(workload.next(), UTF_8).contains("BYTES"));
    }

    @Test
    void refusesWhatCannotBeSent(@TempDir Path dir) throws IOException {
        Path empty = Files.writeString(dir.resolve("empty"), " \n\n");

        assertMessage("texts file " + empty + " must hold a text a line, got none", () -> Texts.fromFile(empty));
        assertMessage("repeat share must be from 0 to 1, got 1.5", () -> new WorkloadOptions(1, 1.5, 1, 1, 0));
        assertMessage("zipf exponent must be from 0 to 10, got -1.0", () -> new WorkloadOptions(1, 0, -1, 1, 0));
        assertMessage("number of popular texts must be 1 or more, got 0", () -> new WorkloadOptions(1, 0, 1, 0, 0));
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(LoadException.class, call).getMessage());
    }

    private static List<String> draw(WorkloadOptions options, int count) {
        Workload workload = new Workload(Texts.builtIn(), options, "text");
        List<String> texts = new ArrayList<>();
        while (texts.size() < count) {
            texts.addAll(workload.nextTexts());
        }
        return texts;
    }
}
