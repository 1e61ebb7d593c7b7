package io.narrows.server.bulk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** How embeddings are written. */
public enum EmbeddingFormat {
    /** An array of floats of numpy, a row a text, and beside it a file with the key of each row. */
    NPY("npy") {
        @Override
        RowFile open(Path folder, String name, int width, Extent keep) throws IOException {
            return NpyRows.open(folder, name, width, keep);
        }

        @Override
        List<Path> files(Path folder, String name) {
            return List.of(folder.resolve(name + NpyRows.ROWS), folder.resolve(name + NpyRows.KEYS));
        }
    },
    /** JSON Lines: an object a text, with {@code key} and {@code embedding}. */
    JSONL("jsonl") {
        @Override
        RowFile open(Path folder, String name, int width, Extent keep) throws IOException {
            return JsonRows.open(folder, name, keep);
        }

        @Override
        List<Path> files(Path folder, String name) {
            return List.of(folder.resolve(name + JsonRows.ROWS));
        }
    };

    private final String label;

    EmbeddingFormat(String label) {
        this.label = label;
    }

    /** Its name, which is the ending of its files too. */
    public String label() {
        return label;
    }

    /** The names of all. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(EmbeddingFormat::label).toList();
    }

    /**
     * The format of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static EmbeddingFormat of(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "format \"" + label + "\" is unknown, must be one of " + labels()));
    }

    /**
     * Opens the file of one shard's embeddings.
     *
     * @param name without ending
     * @param width values of an embedding
     * @param keep what an earlier process has written that is to stay
     */
    abstract RowFile open(Path folder, String name, int width, Extent keep) throws IOException;

    /** The files of one shard's embeddings, once they are whole. */
    abstract List<Path> files(Path folder, String name);
}
