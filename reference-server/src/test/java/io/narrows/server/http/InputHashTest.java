package io.narrows.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.tensor.Datatype;
import io.narrows.server.model.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InputHashTest {
    private static final InputHash HASH = of("minilm", "1", "fp32");

    private static InputHash of(String name, String version, String variant) {
        return new InputHash(
                new ModelInfo(name, version, "fake_none", List.of(), List.of(), Map.of("variant", variant)));
    }

    private static Tokens tokens(long... ids) {
        return new Tokens(ids);
    }

    @Test
    void equalTokensHaveEqualHashes() {
        assertEquals(
                HASH.of(List.of(tokens(101, 7, 102), tokens(101, 102))),
                HASH.of(List.of(tokens(101, 7, 102), tokens(101, 102))));
    }

    @Test
    void orderAndBoundariesCount() {
        long hash = HASH.of(List.of(tokens(1, 2), tokens(3)));

        assertNotEquals(hash, HASH.of(List.of(tokens(3), tokens(1, 2))));
        assertNotEquals(hash, HASH.of(List.of(tokens(1), tokens(2, 3))));
        assertNotEquals(hash, HASH.of(List.of(tokens(1, 2, 3))));
        assertNotEquals(hash, HASH.of(List.of(tokens(2, 1), tokens(3))));
    }

    @Test
    void nameVersionAndVariantCount() {
        List<Tokens> texts = List.of(tokens(101, 7, 102));
        List<Tensor> tensors = List.of(Tensor.of("x", Datatype.INT8, List.of(2L), ByteBuffer.wrap(new byte[] {1, 2})));
        Set<Long> ofTexts = new HashSet<>();
        Set<Long> ofTensors = new HashSet<>();
        List<InputHash> forms = List.of(
                HASH,
                of("minilm", "1", "int8"),
                of("minilm", "2", "fp32"),
                of("other", "1", "fp32"),
                of("minilm1", "", "fp32"),
                of("minilm", "", "1fp32"));
        for (InputHash form : forms) {
            ofTexts.add(form.of(texts));
            ofTensors.add(form.ofTensors(tensors));
        }
        assertEquals(forms.size(), ofTexts.size());
        assertEquals(forms.size(), ofTensors.size());
        assertEquals(HASH.of(texts), of("minilm", "1", "fp32").of(texts));
    }

    @Test
    void manyInputsDoNotCollideAndNoneIsZero() {
        Set<Long> hashes = new HashSet<>(Set.of(0L));
        for (long a = 0; a < 300; a++) {
            for (long b = 0; b < 300; b++) {
                hashes.add(HASH.of(List.of(tokens(101, a, b, 102))));
            }
        }
        assertEquals(300 * 300 + 1, hashes.size());
    }
}
