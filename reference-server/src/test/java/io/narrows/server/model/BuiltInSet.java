package io.narrows.server.model;

import io.narrows.golden.GoldenInputs;
import io.narrows.golden.GoldenSet;
import java.io.IOException;
import java.io.InputStream;

/** The golden set that comes with the default model, and the inputs that it is recorded from. */
public final class BuiltInSet {
    private BuiltInSet() {}

    public static GoldenSet read() throws IOException {
        try (InputStream in = new TextModelGoldenProvider()
                .goldenSet(TextModels.MINILM)
                .orElseThrow()
                .openStream()) {
            return GoldenSet.read(in);
        }
    }

    static GoldenInputs inputs() throws IOException {
        try (InputStream in = new TextModelGoldenProvider()
                .goldenInputs(TextModels.MINILM)
                .orElseThrow()
                .openStream()) {
            return GoldenInputs.read(in);
        }
    }
}
