package io.narrows.log.buffer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Longs in memory outside of the heap, at an address and unchecked, where the JVM still has {@code sun.misc.Unsafe}.
 *
 * <p>A view of a buffer checks its bounds at every access and reads its own fields again after every fence. Unsafe does
 * neither. It is reached by method handles, so that this class loads where Unsafe is gone; a JVM that refuses it (from JDK 24
 * on it warns at the first use, later ones will throw) has no address to give, and the buffers use the view.
 *
 * <p>Who uses an address keeps the buffer that it was taken from reachable, and stays inside of it.
 */
final class Memory {
    /** An address that is none. */
    static final long NONE = 0;

    private static final @Nullable Memory THE_ONE = open();

    // Constants to the compiler, which then sees through them to the bare move.
    private static final MethodHandle GET = THE_ONE == null ? none(long.class, long.class) : THE_ONE.get;
    private static final MethodHandle PUT = THE_ONE == null ? none(void.class, long.class, long.class) : THE_ONE.put;

    private final MethodHandle get;
    private final MethodHandle put;
    private final MethodHandle getOfObject;
    private final long addressField;

    private Memory() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        get = lookup.bind(unsafe, "getLong", MethodType.methodType(long.class, long.class));
        put = lookup.bind(unsafe, "putLong", MethodType.methodType(void.class, long.class, long.class));
        getOfObject = lookup.bind(unsafe, "getLong", MethodType.methodType(long.class, Object.class, long.class));
        try {
            addressField =
                    (long) lookup.bind(unsafe, "objectFieldOffset", MethodType.methodType(long.class, Field.class))
                            .invoke(Buffer.class.getDeclaredField("address"));
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tries all of it once; null where any of it is refused. */
    private static @Nullable Memory open() {
        try {
            Memory memory = new Memory();
            ByteBuffer trial = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
            trial.putLong(0, 42);
            long at = (long) memory.getOfObject.invoke((Object) trial, memory.addressField);
            if ((long) memory.get.invoke(at) != 42) {
                return null;
            }
            memory.put.invoke(at, 43L);
            return trial.getLong(0) == 43 ? memory : null;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable refused) {
            return null;
        }
    }

    private static MethodHandle none(Class<?> result, Class<?>... arguments) {
        return MethodHandles.empty(MethodType.methodType(result, arguments));
    }

    /**
     * Where the bytes of a direct buffer begin, or {@link #NONE} where the JVM does not say or has another order of bytes
     * than the buffer.
     */
    static long address(ByteBuffer direct) {
        Memory memory = THE_ONE;
        if (memory == null || !direct.isDirect() || direct.order() != ByteOrder.nativeOrder()) {
            return NONE;
        }
        try {
            return (long) memory.getOfObject.invokeExact((Object) direct, memory.addressField);
        } catch (Throwable refused) {
            return NONE;
        }
    }

    /** The long at an address. */
    static long get(long address) {
        try {
            return (long) GET.invokeExact(address);
        } catch (Throwable never) {
            throw new IllegalStateException(never);
        }
    }

    /** Puts a long at an address. */
    static void put(long address, long value) {
        try {
            PUT.invokeExact(address, value);
        } catch (Throwable never) {
            throw new IllegalStateException(never);
        }
    }
}
