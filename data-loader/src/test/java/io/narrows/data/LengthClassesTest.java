package io.narrows.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.data.pipeline.MemoryShards;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LengthClassesTest {
    @Test
    void withoutAnyPaddingABatchHasOneLengthHoweverLongItIs() throws Exception {
        try (Loader<Integer> loader = Loader.from(MadeFormat.set(new MemoryShards(100, 1, 300)))
                .decode(sample -> MemoryShards.id(sample) % 2 == 0 ? Integer.MAX_VALUE : (int) MemoryShards.id(sample))
                .bucketed(10, 0, length -> length)
                .open()) {
            int full = 0;
            int samples = 0;
            for (DataBatch<Integer> batch = loader.next(); batch != null; batch = loader.next()) {
                assertEquals(1, new HashSet<>(batch.items()).size(), batch.items()::toString);
                full += batch.size() == 10 ? 1 : 0;
                samples += batch.size();
                batch.close();
            }
            assertEquals(300, samples);
            assertEquals(15, full, "the 150 of the same length");
        }
    }
}
