package io.narrows.server.batching;

import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.server.batching.BatchObserver.BatchFacts;
import io.narrows.server.batching.planning.BatchCut;
import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Runs one batch of tasks through a runner, tells each task its outcome and the cost model the time. For one thread. */
final class BatchRun implements Workers.Runs<QueuedTexts> {
    private final TextModel.Runner runner;
    private final Profiler profiler;
    private final BatchStages stages;
    private final ForwardProfiles profiles;
    private final CostModel cost;
    private final BatchObserver observer;

    BatchRun(
            TextModel.Runner runner,
            Profiler profiler,
            BatchStages stages,
            ForwardProfiles profiles,
            CostModel cost,
            BatchObserver observer) {
        this.runner = runner;
        this.profiler = profiler;
        this.stages = stages;
        this.profiles = profiles;
        this.cost = cost;
        this.observer = observer;
    }

    @Override
    @SuppressWarnings("CatchingUnchecked") // a batch that fails must not end the worker
    public void run(BatchCut<QueuedTexts> cut, double expectedNs) {
        List<InferTask> tasks = cut.members().stream().map(QueuedTexts::task).toList();
        Batch batch = profiler.beginBatch();
        List<Tokens> texts = new ArrayList<>();
        for (InferTask task : tasks) {
            batch.add(task.trace(), task.tokens());
            texts.addAll(task.texts());
        }
        batch.attribute(stages.lead(), cut.lead().code());
        batch.attribute(stages.cut(), cut.end().code());
        if (expectedNs > 0) {
            batch.attribute(stages.expectedUs(), Math.round(expectedNs / 1e3));
        }
        float[][] rows;
        List<ForwardProfile> inside = new ArrayList<>();
        try {
            rows = forwards(batch, cut, texts, inside);
        } catch (Throwable e) {
            batch.fail();
            batch.end();
            try {
                tasks.forEach(task -> task.tell(TaskCompletion::batchEnded));
                tasks.forEach(task -> task.tell(completion -> completion.failed(e)));
            } finally {
                inside.forEach(profile -> profiles.answered(batch, profile));
            }
            return;
        }
        batch.end();
        try {
            tasks.forEach(task -> task.tell(TaskCompletion::batchEnded));
            int from = 0;
            for (InferTask task : tasks) {
                int to = from + task.texts().size();
                float[][] own = Arrays.copyOfRange(rows, from, to);
                task.tell(completion -> completion.done(own));
                from = to;
            }
        } finally {
            // Whatever happened: PyTorch's profiler is one for the process, and must not stay on.
            inside.forEach(profile -> profiles.answered(batch, profile));
        }
    }

    /** Tasks together are one forward; a single one may be cut into several, each with its own round of stages. */
    private float[][] forwards(
            Batch batch, BatchCut<QueuedTexts> cut, List<Tokens> texts, List<ForwardProfile> inside) {
        List<int[]> groups = cut.members().size() == 1
                ? cut.members().get(0).forwards().groups()
                : List.of(IntStream.range(0, texts.size()).toArray());
        float[][] rows = new float[texts.size()][];
        long tokens = 0;
        long paddedTokens = 0;
        int longest = 0;
        for (int[] group : groups) {
            long beganNs = System.nanoTime();
            boolean slower = false;
            List<Tokens> chunk = Arrays.stream(group).mapToObj(texts::get).toList();
            batch.enter(stages.assemble());
            try (TextModel.Batch input = runner.assemble(chunk)) {
                paddedTokens += (long) input.size() * input.paddedLength();
                longest = Math.max(longest, input.paddedLength());
                batch.enter(stages.forward());
                if (groups.size() == 1 && profiles.next()) {
                    slower = true;
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
                for (int i = 0; i < group.length; i++) {
                    rows[group[i]] = read[i];
                }
                if (!slower) {
                    cost.ran(group.length, input.paddedLength(), System.nanoTime() - beganNs);
                }
            }
        }
        for (Tokens text : texts) {
            tokens += text.length();
        }
        batch.attribute(stages.size(), texts.size());
        batch.attribute(stages.tokens(), tokens);
        batch.attribute(stages.paddedTokens(), paddedTokens);
        batch.attribute(stages.shape(), longest);
        observer.ran(new BatchFacts(texts.size(), tokens, paddedTokens, cut.lead(), cut.end()));
        return rows;
    }
}
