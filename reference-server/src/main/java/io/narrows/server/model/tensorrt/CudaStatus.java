package io.narrows.server.model.tensorrt;

import io.narrows.server.model.ModelException;

/**
 * What a call of CUDA returned.
 *
 * @param code 0 where it worked
 * @param name CUDA's name of the code
 * @param text CUDA's words for it
 */
record CudaStatus(int code, String name, String text) {
    static final int SUCCESS = 0;
    static final int OUT_OF_MEMORY = 2;
    static final int INSUFFICIENT_DRIVER = 35;
    static final int NO_DEVICE = 100;

    /**
     * The failure of a call.
     *
     * @param doing what it was to do, as in "cannot DOING"
     */
    ModelException failure(String doing) {
        return new ModelException("cannot " + doing + ": " + reason());
    }

    /** What is wrong, in one line. */
    String reason() {
        return switch (code) {
            case OUT_OF_MEMORY -> "no memory is left";
            case INSUFFICIENT_DRIVER -> "the NVIDIA driver is too old for CUDA 13";
            case NO_DEVICE -> "there is no NVIDIA GPU";
            default -> oneLine(text) + " (" + name + ", " + code + ")";
        };
    }

    private static String oneLine(String text) {
        return text.isBlank() ? "CUDA does not say why" : text.strip().replaceAll("\\s+", " ");
    }
}
