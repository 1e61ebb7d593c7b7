package io.narrows.server.model.torchscript;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A TorchScript archive: what {@code torch.jit.save} would have written, as far as {@code torch.jit.load} needs it.
 *
 * <p>The bytes depend only on the name, the code and the module, so their SHA-256 can be compared between machines.
 */
public final class TorchScriptArchive {
    /*
     *   NAME/data.pkl            the module
     *   NAME/code/__torch__.py   its classes
     *   NAME/constants.pkl       an empty tuple
     *   NAME/version             format version
     *   NAME/byteorder
     *   NAME/data/0, 1, ...      values of the tensors
     */
    private static final String FORMAT_VERSION = "10\n";

    private TorchScriptArchive() {}

    /**
     * Writes an archive.
     *
     * @param out takes the bytes; not closed
     * @param name name of the archive's only folder
     * @param code contents of {@code code/__torch__.py}
     * @param root the module; its class is declared in {@code code}
     * @param written hears, after each tensor, how far writing is
     * @throws IOException when {@code out} fails
     */
    public static void write(
            WritableByteChannel out, String name, String code, ScriptModule root, WrittenListener written)
            throws IOException {
        PickleWriter pickle = new PickleWriter();
        StoredZip zip = new StoredZip(out);
        zip.add(name + "/data.pkl", pickle.pickle(root));
        zip.add(name + "/code/__torch__.py", ascii(code));
        zip.add(name + "/constants.pkl", PickleWriter.emptyTuple());
        zip.add(name + "/version", ascii(FORMAT_VERSION));
        zip.add(name + "/byteorder", ascii("little"));
        List<ScriptTensor> storages = pickle.storages();
        long total = storages.stream().mapToLong(ScriptTensor::bytes).sum();
        long done = 0;
        for (int key = 0; key < storages.size(); key++) {
            ScriptTensor tensor = storages.get(key);
            zip.add(name + "/data/" + key, tensor.bytes(), tensor.values());
            done += tensor.bytes();
            written.written(done, total);
        }
        zip.finish();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Hears how writing goes on. */
    public interface WrittenListener {

        /** So many bytes of tensors have been written, of so many. */
        void written(long bytes, long total);
    }
}
