package io.narrows.server.model.tensorrt;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * C++ objects at the level of their memory, for the two things that JavaCPP's bindings of TensorRT cannot do: delete an object
 * that a function returned ({@code deallocate()} does nothing on it), and be called back with the times of layers.
 */
final class CppObject {
    /*
     * The Itanium C++ ABI [1], which Linux follows on every processor: an object with virtual functions begins with the
     * address of its table of virtual functions, in which they stand in the order of their declaration, those of a base
     * first. A virtual destructor takes two slots: one that only destroys, and after it one that frees the memory too,
     * which is what "delete" calls. All functions take the object as first argument.
     *
     *   object ──> [ table ] [ fields ... ]
     *   table  ──> [ slot 0 ] [ slot 1 ] ...
     *
     * TensorRT's classes declare the destructor in their common base, INoCopy, before all else; the ONNX parser declares
     * eight functions before its own. JavaCPP's compiled bindings were read for both: they call the same slots.
     *
     * [1] https://itanium-cxx-abi.github.io/cxx-abi/abi.html#vtable
     */

    /** Slot of the destructor that {@code delete} calls, in classes that have INoCopy as their base. */
    static final int DELETE = 1;

    /** The same in {@code nvonnxparser::IParser}. */
    static final int DELETE_PARSER = 9;

    private CppObject() {}

    /**
     * Deletes an object as C++ does.
     *
     * @param address where it is; 0 does nothing
     * @param slot slot of its deleting destructor
     */
    static void delete(long address, int slot) {
        if (address != 0) {
            Pointer object = new Pointer(address);
            Pointer destructor = object.getPointer(0).getPointer((long) slot * Native.POINTER_SIZE);
            Function.getFunction(destructor).invokeVoid(new Object[] {object});
        }
    }

    /**
     * An object whose virtual functions are Java's. Whoever has its address must not outlive it, nor delete it.
     *
     * <p>Its functions are called on threads of the caller, which may be any; what they throw is swallowed by JNA, after a
     * message on standard error.
     */
    static final class Made {
        /** Kept, because the garbage collector does not see that C++ refers to them. */
        private final Callback[] functions;

        private final Memory table;
        private final Memory object;

        /**
         * @param functions its virtual functions, slot by slot
         */
        Made(Callback... functions) {
            this.functions = functions.clone();
            table = new Memory((long) functions.length * Native.POINTER_SIZE);
            for (int i = 0; i < functions.length; i++) {
                table.setPointer(
                        (long) i * Native.POINTER_SIZE, CallbackReference.getFunctionPointer(this.functions[i]));
            }
            object = new Memory(Native.POINTER_SIZE);
            object.setPointer(0, table);
        }

        long address() {
            return Pointer.nativeValue(object);
        }

        /** How many functions it has. */
        int slots() {
            return functions.length;
        }
    }
}
