package io.narrows.server.http;

import io.narrows.profiler.Attribute;
import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;

/**
 * The stages of a request outside its batch, in their order; they follow one another without a gap.
 *
 * @param read from the request's head to the end of its body
 * @param prepareWait waiting for a prepare thread
 * @param decode bytes to request
 * @param validate request against the model
 * @param tokenize texts to tokens
 * @param queue waiting for a model worker
 * @param encodeWait from the end of the batch to the start of encoding
 * @param encode result to bytes
 * @param write from there, back on the event loop, until the response is handed to the system
 * @param tokens tokens of a request
 * @param texts its texts
 * @param requestBytes length of its body
 * @param responseBytes length of the answer's body
 * @param inputHash what the model is given, as one number
 * @param variant place of the variant that serves, where there are several
 * @param kind kind of the requests
 */
record Stages(
        Stage read,
        Stage prepareWait,
        Stage decode,
        Stage validate,
        Stage tokenize,
        Stage queue,
        Stage encodeWait,
        Stage encode,
        Stage write,
        Attribute tokens,
        Attribute texts,
        Attribute requestBytes,
        Attribute responseBytes,
        Attribute inputHash,
        Attribute variant,
        Kind kind) {
    /** Name of the stage of waiting for the first model that is served. */
    static final String QUEUE = "queue";

    /**
     * Names them.
     *
     * @param model name of the model in the kind of its requests
     * @param queue name of the stage of waiting for its workers
     */
    static Stages of(Profiler profiler, String model, String queue) {
        return new Stages(
                profiler.stage("http.read", Segment.SERVING),
                profiler.stage("prepare.wait", Segment.SERVING),
                profiler.stage("decode", Segment.SERVING),
                profiler.stage("validate", Segment.SERVING),
                profiler.stage("tokenize", Segment.DATA),
                profiler.stage(queue, Segment.SERVING),
                profiler.stage("encode.wait", Segment.SERVING),
                profiler.stage("encode", Segment.SERVING),
                profiler.stage("http.write", Segment.SERVING),
                profiler.attribute("tokens", ""),
                profiler.attribute("texts", ""),
                profiler.attribute("request.bytes", "B"),
                profiler.attribute("response.bytes", "B"),
                profiler.attribute("input.hash", ""),
                profiler.attribute("variant", ""),
                profiler.kind("infer " + model));
    }
}
