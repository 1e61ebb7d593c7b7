package io.narrows.server.model.torchscript;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pickles a module the way the TorchScript loader wants it; collects the tensors in the order of their storage keys. */
final class PickleWriter {
    /*
     * Pickle protocol 2. A module is
     *
     *   c __torch__\n NAME\n  )  81            object of class NAME without arguments
     *   }  (  X name value ...  u  b  .        its attributes as a dictionary
     *
     * and a tensor is the call _rebuild_tensor_v2(storage, offset, sizes, strides, requires_grad, hooks) with
     *
     *   ( X storage  c torch\n FloatStorage\n  X key  X cpu  numel  t  Q
     *
     * as its storage: "persistent id" Q, which the loader finds in the archive's entry data/KEY.
     * A class with a method __setstate__ gets a tuple in place of the dictionary: what it packs for itself, such as a matrix in
     * the form that a quantized product wants, is made from it when the archive is loaded.
     *
     * Source: torch/csrc/jit/serialization/{pickler,unpickler}.cpp.
     */
    private static final int PROTO = 0x80;
    private static final int EMPTY_TUPLE = ')';
    private static final int EMPTY_DICT = '}';
    private static final int MARK = '(';
    private static final int TUPLE = 't';
    private static final int NEW_TRUE = 0x88;
    private static final int NEW_FALSE = 0x89;
    private static final int BININT = 'J';
    private static final int BININT1 = 'K';
    private static final int BINUNICODE = 'X';
    private static final int GLOBAL = 'c';
    private static final int NEWOBJ = 0x81;
    private static final int REDUCE = 'R';
    private static final int SETITEMS = 'u';
    private static final int BUILD = 'b';
    private static final int BINPERSID = 'Q';
    private static final int STOP = '.';

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<ScriptTensor> storages = new ArrayList<>();

    /** An archive's constants, of which there are none. */
    static byte[] emptyTuple() {
        return new byte[] {(byte) PROTO, 2, EMPTY_TUPLE, STOP};
    }

    byte[] pickle(ScriptModule root) {
        op(PROTO);
        op(2);
        module(root);
        op(STOP);
        return out.toByteArray();
    }

    /** Tensors met so far; the index is the storage key. */
    List<ScriptTensor> storages() {
        return storages;
    }

    private void module(ScriptModule module) {
        global("__torch__", module.className());
        op(EMPTY_TUPLE);
        op(NEWOBJ);
        if (module.state() != null) {
            op(MARK);
            module.state().forEach(this::value);
            op(TUPLE);
            op(BUILD);
            return;
        }
        op(EMPTY_DICT);
        op(MARK);
        for (Map.Entry<String, Object> attribute : module.attributes().entrySet()) {
            text(attribute.getKey());
            value(attribute.getValue());
        }
        op(SETITEMS);
        op(BUILD);
    }

    private void value(Object value) {
        if (value instanceof ScriptModule module) {
            module(module);
        } else if (value instanceof ScriptTensor tensor) {
            tensor(tensor);
        } else {
            op(value.equals(true) ? NEW_TRUE : NEW_FALSE);
        }
    }

    private void tensor(ScriptTensor tensor) {
        global("torch._utils", "_rebuild_tensor_v2");
        op(MARK);
        op(MARK);
        text("storage");
        global("torch", tensor.type().storage());
        text(Integer.toString(storages.size()));
        text("cpu");
        integer(tensor.elements());
        op(TUPLE);
        op(BINPERSID);
        integer(0);
        integers(tensor.shape());
        integers(tensor.strides());
        op(NEW_FALSE);
        global("collections", "OrderedDict");
        op(EMPTY_TUPLE);
        op(REDUCE);
        op(TUPLE);
        op(REDUCE);
        storages.add(tensor);
    }

    private void integers(List<Long> values) {
        op(MARK);
        values.forEach(this::integer);
        op(TUPLE);
    }

    private void integer(long value) {
        if (value >= 0 && value <= 0xff) {
            op(BININT1);
            op((int) value);
        } else {
            op(BININT);
            littleEndian(Math.toIntExact(value));
        }
    }

    private void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        op(BINUNICODE);
        littleEndian(utf8.length);
        out.writeBytes(utf8);
    }

    private void global(String module, String name) {
        op(GLOBAL);
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void littleEndian(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            op(value >>> shift);
        }
    }

    private void op(int opcode) {
        out.write(opcode);
    }
}
