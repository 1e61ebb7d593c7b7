package io.narrows.server.batching;

/**
 * Lets a completion hear each thing once: that the batch has ended, and what became of the task. So a worker can tell a whole
 * batch that it failed, without asking how far it came. For one thread at a time.
 */
public abstract class OnceTold<C extends TaskCompletion> implements TaskCompletion {
    /** The one that hears. */
    protected final C completion;

    private boolean batchEnded;
    private boolean told;

    protected OnceTold(C completion) {
        this.completion = completion;
    }

    /** Whether this is the first that is told of what became of the task; nothing may be told after it. */
    protected final boolean first() {
        boolean first = !told;
        told = true;
        return first;
    }

    @Override
    public final void soon() {
        if (!told) {
            completion.soon();
        }
    }

    @Override
    public final void batchEnded() {
        if (!batchEnded && !told) {
            batchEnded = true;
            completion.batchEnded();
        }
    }

    @Override
    public final void failed(Throwable cause) {
        if (first()) {
            completion.failed(cause);
        }
    }

    @Override
    public final void skipped() {
        if (first()) {
            completion.skipped();
        }
    }

    @Override
    public final void expired() {
        if (first()) {
            completion.expired();
        }
    }

    @Override
    public final void displaced(Admission admission) {
        if (first()) {
            completion.displaced(admission);
        }
    }
}
