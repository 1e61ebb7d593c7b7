package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.narrows.profiler.OperatorTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls virtual functions as compiled C++ does: through the table that an object begins with. */
class CppObjectTest {

    interface Destructor extends Callback {
        void call(Pointer self);
    }

    @Test
    void deletingCallsTheDeletingDestructorOnceWithTheObject() {
        List<String> called = new ArrayList<>();
        Destructor destroy = self -> called.add("destroy");
        Destructor delete = self -> called.add("delete " + Pointer.nativeValue(self));
        CppObject.Made object = new CppObject.Made(destroy, delete);
        CppObject.delete(object.address(), CppObject.DELETE);
        assertEquals(List.of("delete " + object.address()), called);
    }

    @Test
    void aParserIsDeletedThroughItsOwnSlot() {
        List<Integer> called = new ArrayList<>();
        Callback[] slots = new Callback[CppObject.DELETE_PARSER + 1];
        for (int i = 0; i < slots.length; i++) {
            int slot = i;
            slots[i] = (Destructor) self -> called.add(slot);
        }
        CppObject.Made object = new CppObject.Made(slots);
        assertEquals(10, object.slots());
        CppObject.delete(object.address(), CppObject.DELETE_PARSER);
        assertEquals(List.of(9), called);
    }

    @Test
    void nothingIsDeletedAtAddressZero() {
        CppObject.delete(0, CppObject.DELETE);
    }

    @Test
    void theProfilerHearsLayersOnlyWhileItListens() {
        LayerProfiler profiler = new LayerProfiler();
        LayerTimes times = new LayerTimes();
        report(profiler, "/encoder/layer.0/attention/self/key/MatMul", 9);
        profiler.hear(times, () -> {
            report(profiler, "/encoder/layer.0/attention/self/key/MatMul", 0.5f);
            report(profiler, "/encoder/layer.0/attention/self/key/MatMul", 0.25f);
        });
        report(profiler, "/encoder/layer.0/attention/self/key/MatMul", 9);
        assertEquals(
                List.of(new OperatorTime("encoder.layer.0.attention.self.key", "MatMul", 2, 750_000, -1, 750_000)),
                times.operators());
    }

    /** {@code profiler->reportLayerTime(name, ms)}: slot 0. */
    private static void report(LayerProfiler profiler, String name, float ms) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        try (Memory text = new Memory(bytes.length + 1L)) {
            text.write(0, bytes, 0, bytes.length);
            text.setByte(bytes.length, (byte) 0);
            Pointer self = new Pointer(profiler.address());
            Pointer function = self.getPointer(0).getPointer(0L * Native.POINTER_SIZE);
            Function.getFunction(function).invokeVoid(new Object[] {self, text, ms});
        }
    }
}
