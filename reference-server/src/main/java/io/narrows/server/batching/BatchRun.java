package io.narrows.server.batching;

import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.server.batching.Admission.Verdict;
import io.narrows.server.batching.BatchObserver.BatchFacts;
import io.narrows.server.batching.planning.BatchCut;
import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one batch of tasks through a runner and tells each task its outcome; after that it frees the tensors and tells the cost
 * model the time and the observer the facts. For one thread.
 */
final class BatchRun implements Workers.Runs<QueuedTexts> {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);

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
        List<InferTask> tasks = new ArrayList<>(cut.members().size());
        cut.members().forEach(member -> tasks.add(member.task()));
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
        Left left = new Left();
        try {
            float @Nullable [][] rows;
            try {
                rows = forwards(batch, cut, texts, left);
            } catch (Throwable e) {
                batch.fail();
                batch.end();
                tasks.forEach(task -> task.tell(TaskCompletion::batchEnded));
                tasks.forEach(task -> task.tell(completion -> completion.failed(e)));
                return;
            }
            batch.end();
            if (rows == null) {
                tellGivenUp(cut.members().get(0));
                return;
            }
            tasks.forEach(task -> task.tell(TaskCompletion::batchEnded));
            int from = 0;
            for (InferTask task : tasks) {
                int to = from + task.texts().size();
                float[][] own = from == 0 && to == rows.length ? rows : Arrays.copyOfRange(rows, from, to);
                task.tell(completion -> completion.done(own));
                from = to;
            }
        } finally {
            settle(batch, left);
        }
    }

    /** What a batch leaves to be done once its members have been told: they do not wait for it. */
    private static final class Left {
        private TextModel.@Nullable Batch open;
        private final List<ForwardProfile> profiles = new ArrayList<>(1);
        private final List<Took> forwards = new ArrayList<>(1);
        private @Nullable BatchFacts facts;

        /** Frees the tensors of the last forward, which must be done before the next is assembled. */
        void close() {
            TextModel.Batch last = open;
            open = null;
            if (last != null) {
                last.close();
            }
        }
    }

    private record Took(int texts, int longest, long ns) {}

    /** Whatever happened: tensors are freed, and PyTorch's profiler, which is one for the process, does not stay on. */
    private void settle(Batch batch, Left left) {
        quietly(left::close);
        left.profiles.forEach(profile -> profiles.answered(batch, profile));
        quietly(() -> left.forwards.forEach(forward -> cost.ran(forward.texts(), forward.longest(), forward.ns())));
        BatchFacts facts = left.facts;
        if (facts != null) {
            quietly(() -> observer.ran(facts));
        }
    }

    @SuppressWarnings("CatchingUnchecked") // nobody waits for it any more, and it must not end the worker
    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            LOG.error("the members of a batch were told, but what comes after that failed", e);
        }
    }

    private static boolean unwanted(QueuedTexts one) {
        return one.gone() || one.expired();
    }

    private void tellGivenUp(QueuedTexts one) {
        if (!one.gone() && one.expired()) {
            observer.refused(Verdict.EXPIRED);
            one.tell(TaskCompletion::expired);
        } else {
            one.tell(TaskCompletion::skipped);
        }
    }

    /**
     * Tasks together are one forward; a single one may be cut into several, each with its own round of stages. Null where nobody
     * wants the answer any more before the last of several.
     */
    private float @Nullable [][] forwards(Batch batch, BatchCut<QueuedTexts> cut, List<Tokens> texts, Left left) {
        List<int[]> groups =
                cut.members().size() == 1 ? cut.members().get(0).forwards().groups() : List.of(upTo(texts.size()));
        float[][] rows = new float[texts.size()][];
        long paddedTokens = 0;
        int longest = 0;
        for (int[] group : groups) {
            left.close();
            if (paddedTokens > 0 && unwanted(cut.members().get(0))) {
                return null; // between two forwards of one task
            }
            long beganNs = System.nanoTime();
            boolean slower = false;
            batch.enter(stages.assemble());
            TextModel.Batch input = runner.assemble(those(texts, group));
            left.open = input;
            paddedTokens += (long) input.size() * input.paddedLength();
            longest = Math.max(longest, input.paddedLength());
            batch.enter(stages.forward());
            if (groups.size() == 1 && profiles.next()) {
                slower = true;
                ForwardProfile profile = input.forwardProfiled();
                left.profiles.add(profile);
                if (profile.taken()) {
                    batch.attribute(stages.profiled(), 1);
                }
            } else {
                input.forward();
            }
            batch.enter(stages.postprocess());
            if (cut.members().size() == 1 && group == groups.get(groups.size() - 1)) {
                long tellsNs = System.nanoTime();
                cut.members().get(0).tell(TaskCompletion::soon);
                beganNs += System.nanoTime() - tellsNs; // no cost of the batch
            }
            float[][] read = input.read();
            for (int i = 0; i < group.length; i++) {
                rows[group[i]] = read[i];
            }
            if (!slower) {
                left.forwards.add(new Took(group.length, input.paddedLength(), System.nanoTime() - beganNs));
            }
        }
        long tokens = 0;
        for (Tokens text : texts) {
            tokens += text.length();
        }
        batch.attribute(stages.size(), texts.size());
        batch.attribute(stages.tokens(), tokens);
        batch.attribute(stages.paddedTokens(), paddedTokens);
        batch.attribute(stages.shape(), longest);
        left.facts = new BatchFacts(texts.size(), tokens, paddedTokens, cut.lead(), cut.end());
        return rows;
    }

    private static int[] upTo(int count) {
        int[] all = new int[count];
        for (int i = 0; i < count; i++) {
            all[i] = i;
        }
        return all;
    }

    private static List<Tokens> those(List<Tokens> texts, int[] group) {
        List<Tokens> chunk = new ArrayList<>(group.length);
        for (int text : group) {
            chunk.add(texts.get(text));
        }
        return chunk;
    }
}
