package io.narrows.server.model.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatchAxisTest {
    /** Values are numbered by where they stand in the joined tensor, computed the long way. */
    private static Tensor part(Datatype datatype, List<Long> joined, int axis, long from, long size) {
        List<Long> shape = new ArrayList<>(joined);
        shape.set(axis, size);
        int elements = (int) Tensor.elements(shape);
        ByteBuffer values = ByteBuffer.allocate(elements * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < elements; i++) {
            int number = 0;
            int rest = i;
            long[] index = new long[shape.size()];
            for (int d = shape.size() - 1; d >= 0; d--) {
                index[d] = rest % shape.get(d) + (d == axis ? from : 0);
                rest /= shape.get(d).intValue();
            }
            for (int d = 0; d < shape.size(); d++) {
                number = (int) (number * joined.get(d) + index[d]);
            }
            values.putShort((short) number);
            texts.add("" + number);
        }
        return datatype == Datatype.BYTES
                ? Tensor.of("x", shape, texts)
                : Tensor.of("x", datatype, shape, values.flip());
    }

    @Property(tries = 300)
    void joinedPartsLieWhereTheyBelongAndComeApartAgain(
            @ForAll @IntRange(min = 0, max = 2) int axis,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 4) Integer> rows,
            @ForAll @IntRange(min = 1, max = 3) int a,
            @ForAll @IntRange(min = 1, max = 3) int b,
            @ForAll boolean texts) {
        Datatype datatype = texts ? Datatype.BYTES : Datatype.INT16;
        List<Long> shape = new ArrayList<>(List.of((long) a, (long) b));
        shape.add(axis, rows.stream().mapToLong(Integer::longValue).sum());
        List<Tensor> parts = new ArrayList<>();
        long from = 0;
        for (int size : rows) {
            parts.add(part(datatype, shape, axis, from, size));
            from += size;
        }
        Tensor joined = new BatchAxis(axis).join(parts);
        assertEquals(part(datatype, shape, axis, 0, from), joined);
        assertEquals(parts, new BatchAxis(axis).split(joined, rows));
    }

    @Test
    void onlyWhatAgreesElsewhereIsJoined() {
        BatchAxis axis = new BatchAxis(0);
        Tensor one = part(Datatype.INT16, List.of(2L, 3L), 0, 0, 2);
        assertTrue(axis.joinable(List.of(one), List.of(part(Datatype.INT16, List.of(5L, 3L), 0, 0, 5))));
        assertFalse(axis.joinable(List.of(one), List.of(part(Datatype.INT16, List.of(2L, 4L), 0, 0, 2))));
        assertEquals(2, axis.rows(List.of(one)));
    }

    @Test
    void anOutputWithOtherRowsIsRefused() {
        Tensor tensor = part(Datatype.INT16, List.of(4L, 1L), 0, 0, 4);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new BatchAxis(0).split(tensor, List.of(2, 3)));
        assertEquals("output x has shape [4, 1]; along axis 0 it must have 5", e.getMessage());
    }

    @Test
    void aTensorWhoseElementsDoNotFitItsShapeIsRefused() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> Tensor.of("x", Datatype.FP32, List.of(2L, 2L), ByteBuffer.allocate(12)));
        assertEquals("tensor x has 3 elements; its shape [2, 2] has 4", e.getMessage());
    }
}
