package io.narrows.server.caching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextModel.Tokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowKeyTest {
    private static final ModelKey MODEL = new ModelKey("m", "1", "fp32", "e", "h");

    private static RowKey key(ModelKey model, long... ids) {
        return new RowKey(model, new Tokens(ids));
    }

    @Test
    void equalIdsOfOneModelAreOneKey() {
        assertEquals(key(MODEL, 1, 2), key(MODEL, 1, 2));
        assertEquals(key(MODEL, 1, 2).hashCode(), key(MODEL, 1, 2).hashCode());
        assertNotEquals(key(MODEL, 1, 2), key(MODEL, 2, 1));
        assertNotEquals(key(MODEL, 1, 2), key(MODEL, 1, 2, 0));
    }

    @Test
    void whateverMayChangeTheAnswerIsPartOfTheKey() {
        List<ModelKey> models = List.of(
                MODEL,
                new ModelKey("n", "1", "fp32", "e", "h"),
                new ModelKey("m", "2", "fp32", "e", "h"),
                new ModelKey("m", "1", "int8", "e", "h"),
                new ModelKey("m", "1", "fp32", "f", "h"),
                new ModelKey("m", "1", "fp32", "e", "i"));
        Set<RowKey> keys = new HashSet<>();
        models.forEach(model -> keys.add(key(model, 1, 2)));
        assertEquals(models.size(), keys.size());
    }

    @Test
    void aLoadedModelsKeyHasItsVariantEngineAndHash() {
        ModelInfo info = new ModelInfo(
                "m",
                "3",
                "pytorch_torchscript",
                List.of(),
                List.of(),
                Map.of("variant", "bf16", "engine", "PyTorch", "engineVersion", "2.7.1", "modelHash", "abc"));
        assertEquals(new ModelKey("m", "3", "bf16", "pytorch_torchscript PyTorch 2.7.1", "abc"), ModelKey.of(info));
    }

    @Test
    void aHashNeverDecidesAlone() {
        RowKey one = new RowKey(MODEL, new long[] {1, 2}, 7);
        RowKey other = new RowKey(MODEL, new long[] {1, 3}, 7);
        assertEquals(one.hashCode(), other.hashCode());
        assertNotEquals(one, other);
        assertTrue(one.compareTo(other) < 0);
        assertEquals(0, one.compareTo(new RowKey(MODEL, new long[] {1, 2}, 8)));
    }

    @Test
    void shortTextsOfSmallIdsSpreadOverTheHashes() {
        Set<Integer> hashes = new HashSet<>();
        List<RowKey> keys = new ArrayList<>();
        for (long a = 0; a < 200; a++) {
            for (long b = 0; b < 200; b++) {
                keys.add(key(MODEL, 101, a, b, 102));
            }
        }
        keys.forEach(key -> hashes.add(key.hashCode()));
        // Of 40,000 numbers of 32 bits, 0.19 pairs are equal by chance; 20 never are.
        assertTrue(hashes.size() > keys.size() - 20, hashes.size() + " hashes");
    }
}
