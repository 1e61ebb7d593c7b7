package io.narrows.server.batching;

import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import java.util.ArrayList;
import java.util.List;

/** Runs one batch of tasks through a runner and tells each task its outcome. For one thread. */
final class BatchRun {
    private final TextModel.Runner runner;
    private final Profiler profiler;
    private final BatchStages stages;
    private final ForwardProfiles profiles;
    private final int maxTexts;
    private final BatchObserver observer;

    BatchRun(
            TextModel.Runner runner,
            Profiler profiler,
            BatchStages stages,
            ForwardProfiles profiles,
            int maxTexts,
            BatchObserver observer) {
        this.runner = runner;
        this.profiler = profiler;
        this.stages = stages;
        this.profiles = profiles;
        this.maxTexts = maxTexts;
        this.observer = observer;
    }

    void run(List<InferTask> taken) {
        List<InferTask> tasks = new ArrayList<>(taken.size());
        for (InferTask task : taken) {
            if (task.gone().getAsBoolean()) {
                task.completion().skipped();
            } else {
                tasks.add(task);
            }
        }
        if (!tasks.isEmpty()) {
            runAll(tasks);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // a batch that fails must not end the worker
    private void runAll(List<InferTask> tasks) {
        Batch batch = profiler.beginBatch();
        List<Tokens> texts = new ArrayList<>();
        long tokens = 0;
        for (InferTask task : tasks) {
            batch.add(task.trace(), task.tokens());
            texts.addAll(task.texts());
            tokens += task.tokens();
        }
        float[][] rows;
        List<ForwardProfile> inside = new ArrayList<>();
        try {
            rows = forward(batch, texts, tokens, inside);
        } catch (Throwable e) {
            batch.fail();
            batch.end();
            tasks.forEach(task -> task.completion().batchEnded());
            tasks.forEach(task -> task.completion().failed(e));
            inside.forEach(profile -> profiles.answered(batch, profile));
            return;
        }
        batch.end();
        tasks.forEach(task -> task.completion().batchEnded());
        int from = 0;
        for (InferTask task : tasks) {
            int to = from + task.texts().size();
            task.completion().done(java.util.Arrays.copyOfRange(rows, from, to));
            from = to;
        }
        inside.forEach(profile -> profiles.answered(batch, profile));
    }

    /** A single task above the maximum is cut into chunks, each with its own round of stages in the one batch. */
    private float[][] forward(Batch batch, List<Tokens> texts, long tokens, List<ForwardProfile> inside) {
        float[][] rows = new float[texts.size()][];
        long paddedTokens = 0;
        int longest = 0;
        for (int from = 0; from < texts.size(); from += maxTexts) {
            List<Tokens> chunk = texts.subList(from, Math.min(texts.size(), from + maxTexts));
            batch.enter(stages.assemble());
            try (TextModel.Batch input = runner.assemble(chunk)) {
                paddedTokens += (long) input.size() * input.paddedLength();
                longest = Math.max(longest, input.paddedLength());
                batch.enter(stages.forward());
                if (texts.size() <= maxTexts && profiles.next()) {
                    ForwardProfile profile = input.forwardProfiled();
                    inside.add(profile);
                    if (profile.taken()) {
                        batch.attribute(stages.profiled(), 1);
                    }
                } else {
                    input.forward();
                }
                batch.enter(stages.postprocess());
                float[][] read = input.read();
                System.arraycopy(read, 0, rows, from, read.length);
            }
        }
        batch.attribute(stages.size(), texts.size());
        batch.attribute(stages.tokens(), tokens);
        batch.attribute(stages.paddedTokens(), paddedTokens);
        batch.attribute(stages.shape(), longest);
        observer.ran(texts.size(), tokens, paddedTokens);
        return rows;
    }
}
