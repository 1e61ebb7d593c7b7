package io.narrows.data.source;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Releases a map at once, where the JVM lets us; elsewhere the garbage collector does when it gets there.
 *
 * <p>{@code sun.misc.Unsafe.invokeCleaner} is the only way in Java 17. It is reached by a method handle, so that a JVM
 * without it runs on.
 */
final class Unmapper {
    private static final @Nullable MethodHandle CLEANER = find();

    private Unmapper() {}

    private static @Nullable MethodHandle find() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .bind(instance.get(null), "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** Releases a map. Nobody may touch it afterwards, and nobody may be touching it now. */
    static void unmap(MappedByteBuffer map) {
        MethodHandle cleaner = CLEANER;
        if (cleaner == null) {
            return;
        }
        try {
            cleaner.invoke((ByteBuffer) map);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
