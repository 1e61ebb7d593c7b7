package io.narrows.examples;

import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import java.util.List;

/**
 * Any translator of DJL's, with what a predictor does as stages of a batch. A predictor calls its translator before and
 * after the forward, so these two calls are where the stages change. For one predictor on one thread at a time.
 */
final class StagedTranslator<I, O> implements Translator<I, O> {
    // snippet: translator
    private final Translator<I, O> translator;
    private final Stage processInput, forward, processOutput;
    private Batch batch;

    StagedTranslator(Translator<I, O> translator, Profiler profiler) {
        this.translator = translator;
        processInput = profiler.stage("process-input", Segment.DATA);
        forward = profiler.stage("forward", Segment.COMPUTE);
        processOutput = profiler.stage("process-output", Segment.COMPUTE);
        batch = Profiler.disabled().beginBatch();
    }

    /** Which batch the next predictions belong to. */
    void belongTo(Batch next) {
        batch = next;
    }

    @Override
    public NDList batchProcessInput(TranslatorContext context, List<I> inputs) throws Exception {
        batch.enter(processInput);
        NDList tensors = translator.batchProcessInput(context, inputs);
        batch.enter(forward);
        return tensors;
    }

    @Override
    public List<O> batchProcessOutput(TranslatorContext context, NDList tensors) throws Exception {
        batch.enter(processOutput);
        return translator.batchProcessOutput(context, tensors);
    }
    // snippet: end

    @Override
    public NDList processInput(TranslatorContext context, I input) throws Exception {
        return translator.processInput(context, input);
    }

    @Override
    public O processOutput(TranslatorContext context, NDList tensors) throws Exception {
        return translator.processOutput(context, tensors);
    }

    @Override
    public void prepare(TranslatorContext context) throws Exception {
        translator.prepare(context);
    }

    @Override
    public Batchifier getBatchifier() {
        return translator.getBatchifier();
    }
}
