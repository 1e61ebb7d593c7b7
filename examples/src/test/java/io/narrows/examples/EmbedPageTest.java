package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages on embedding show is what is compiled and run here. */
class EmbedPageTest {
    private static final Pattern OURS =
            Pattern.compile("\\b(profiler|trace|batch)\\.|\\b(Profiler|Trace|Batch|Stage|Kind)\\b");

    @ParameterizedTest
    @CsvSource({
        "../docs/howto/embed.md, embed, WordCounter.java",
        "../README.md, first, FirstTrace.java",
        "../docs/howto/profile-a-djl-predictor.md, translator, StagedTranslator.java",
        "../docs/howto/profile-a-djl-predictor.md, predictor, SentenceVectors.java",
        "../docs/howto/metrics-and-traces.md, registry, ObservedService.java",
        "../docs/howto/metrics-and-traces.md, listeners, ObservedService.java",
        "../docs/howto/metrics-and-traces.md, otlp, ObservedService.java",
        "../docs/howto/metrics-and-traces.md, request, ObservedService.java",
        "../docs/howto/pack-and-embed.md, inference, NearestTexts.java",
        "../docs/howto/pack-and-embed.md, training, TrainFromShards.java",
        "../docs/howto/pack-and-embed.md, source, FileSystemSource.java"
    })
    void thePageQuotesTheExample(Path page, String name, String source) throws IOException {
        assertEquals(Snippets.inSource(source, name), Snippets.onPage(page, name));
    }

    @Test
    void embeddingTakesFewerThanTwentyLines() throws IOException {
        List<String> lines = Snippets.inSource("WordCounter.java", "embed")
                .lines()
                .filter(line -> OURS.matcher(line).find())
                .toList();
        assertTrue(lines.size() > 10 && lines.size() < 20, () -> lines.size() + " lines:\n" + String.join("\n", lines));
        assertTrue(Snippets.inSource("FirstTrace.java", "first").lines().count() < 20, "the README's, all of it");
    }
}
