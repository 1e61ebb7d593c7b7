package io.narrows.server.model.minilm;

/** What is fixed about all-MiniLM-L6-v2: a BERT encoder of six layers, trained to turn sentences into vectors. */
public final class MiniLm {
    /** Values of a vector. */
    public static final int HIDDEN = 384;
    /** Longest text in tokens, the two that frame it included. */
    public static final int MAX_TOKENS = 256;
    /** Token that fills shorter texts of a batch; the mask hides it. */
    public static final long PAD_TOKEN = 0;

    static final int LAYERS = 6;
    static final int HEADS = 12;
    static final int HEAD = HIDDEN / HEADS;
    static final int INTERMEDIATE = 1536;
    static final int VOCABULARY = 30522;
    static final int POSITIONS = 512;

    /** Class-path resource of the ONNX file, out of the langchain4j artifact. */
    public static final String ONNX_RESOURCE = "all-minilm-l6-v2.onnx";
    /** Size of the ONNX file. */
    public static final long ONNX_BYTES = 90_387_606;
    /** SHA-256 of the ONNX file: the identity of the model. */
    public static final String ONNX_SHA256 = "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e";
    /** Class-path resource of the tokenizer. */
    public static final String TOKENIZER_RESOURCE = "all-minilm-l6-v2-tokenizer.json";
    /** Size of the tokenizer. */
    public static final long TOKENIZER_BYTES = 711_661;
    /** SHA-256 of the tokenizer. */
    public static final String TOKENIZER_SHA256 = "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0";

    private MiniLm() {}
}
