package io.narrows.server.model.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bytes that PyTorch's pickle of protocol 2 has for the same objects, written out by hand. */
class PickleWriterTest {
    private static final Content NOTHING = sink -> {};

    @Test
    void aModuleIsAnObjectWithADictionary() {
        Expected expected = new Expected()
                .bytes(0x80, 2)
                .text("c__torch__\nM\n")
                .bytes(')', 0x81, '}', '(')
                .string("training")
                .bytes(0x89)
                .string("inner")
                .text("c__torch__\nInner\n")
                .bytes(')', 0x81, '}', '(')
                .string("training")
                .bytes(0x89, 'u', 'b')
                .bytes('u', 'b', '.');
        assertArrayEquals(
                expected.bytes(),
                new PickleWriter().pickle(new ScriptModule("M").with("inner", new ScriptModule("Inner"))));
    }

    @Test
    void aTensorIsRebuiltFromAStorage() {
        PickleWriter pickle = new PickleWriter();
        ScriptTensor tensor = ScriptTensor.columnMajor(ScalarType.FLOAT32, 2, 300, NOTHING);
        Expected expected = new Expected()
                .bytes(0x80, 2)
                .text("c__torch__\nM\n")
                .bytes(')', 0x81, '}', '(')
                .string("training")
                .bytes(0x89)
                .string("w")
                .text("ctorch._utils\n_rebuild_tensor_v2\n")
                .bytes('(', '(')
                .string("storage")
                .text("ctorch\nFloatStorage\n")
                .string("0")
                .string("cpu")
                .bytes('J', 0x58, 0x02, 0, 0, 't', 'Q')
                .bytes('K', 0)
                .bytes('(', 'K', 2, 'J', 0x2c, 1, 0, 0, 't')
                .bytes('(', 'K', 1, 'K', 2, 't')
                .bytes(0x89)
                .text("ccollections\nOrderedDict\n")
                .bytes(')', 'R', 't', 'R')
                .bytes('u', 'b', '.');
        assertArrayEquals(expected.bytes(), pickle.pickle(new ScriptModule("M").with("w", tensor)));
        assertEquals(List.of(tensor), pickle.storages());
    }

    @Test
    void eachTypeHasItsStorageAndTheSizeOfItsValues() {
        Map<ScalarType, String> storages = Map.of(
                ScalarType.FLOAT32, "FloatStorage",
                ScalarType.BFLOAT16, "BFloat16Storage",
                ScalarType.FLOAT16, "HalfStorage",
                ScalarType.INT8, "CharStorage");
        Map<ScalarType, Integer> valueBytes =
                Map.of(ScalarType.FLOAT32, 4, ScalarType.BFLOAT16, 2, ScalarType.FLOAT16, 2, ScalarType.INT8, 1);
        for (ScalarType type : ScalarType.values()) {
            ScriptTensor tensor = ScriptTensor.of(type, List.of(3L, 5L), NOTHING);
            String pickled = new String(
                    new PickleWriter().pickle(new ScriptModule("M").with("w", tensor)), StandardCharsets.ISO_8859_1);
            assertTrue(pickled.contains("ctorch\n" + storages.get(type) + "\n"), type + ": " + pickled);
            assertEquals(15L * valueBytes.get(type), tensor.bytes());
        }
    }

    @Test
    void aModuleThatRestoresItselfIsGivenATuple() {
        ScriptTensor tensor = ScriptTensor.of(ScalarType.INT8, List.of(2L), NOTHING);
        Expected expected = new Expected()
                .bytes(0x80, 2)
                .text("c__torch__\nM\n")
                .bytes(')', 0x81, '(')
                .text("ctorch._utils\n_rebuild_tensor_v2\n")
                .bytes('(', '(')
                .string("storage")
                .text("ctorch\nCharStorage\n")
                .string("0")
                .string("cpu")
                .bytes('K', 2, 't', 'Q', 'K', 0, '(', 'K', 2, 't', '(', 'K', 1, 't', 0x89)
                .text("ccollections\nOrderedDict\n")
                .bytes(')', 'R', 't', 'R')
                .bytes('t', 'b', '.');
        ScriptModule module = ScriptModule.restored("M", List.of(tensor));
        assertArrayEquals(expected.bytes(), new PickleWriter().pickle(module));
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> module.with("a", tensor));
        assertEquals("M makes its attributes itself", e.getMessage());
    }

    @Test
    void rowMajorStridesAreTheProductOfWhatFollows() {
        assertEquals(
                List.of(12L, 4L, 1L),
                ScriptTensor.of(List.of(2L, 3L, 4L), NOTHING).strides());
        assertEquals(24, ScriptTensor.of(List.of(2L, 3L, 4L), NOTHING).elements());
    }

    @Test
    void anAttributeIsSetOnce() {
        ScriptModule module = new ScriptModule("M").with("a", new ScriptModule("Inner"));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> module.with("a", new ScriptModule("Inner")));
        assertEquals("attribute \"a\" of M is set twice", e.getMessage());
    }

    private static final class Expected {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Expected bytes(int... values) {
            for (int value : values) {
                out.write(value);
            }
            return this;
        }

        Expected text(String value) {
            out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Expected string(String value) {
            return bytes('X', value.length(), 0, 0, 0).text(value);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
