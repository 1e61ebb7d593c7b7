package io.narrows.log.buffer;

/** The stage changes of one batch in order, as its members see them; may grow while it is read. */
public interface BatchTimeline {
    /** {@link #stage} of a change into no stage. */
    int LEFT = -1;

    /** {@link #stage} of the last change: the batch ended. */
    int ENDED = -2;

    /** Serial of the batch, never 0. */
    long serial();

    /** Number of changes so far; those below it never change again. */
    int changes();

    /** When a change happened, in ns of the run's clock. */
    long ns(int change);

    /** Id of the stage that began, or {@link #LEFT} or {@link #ENDED}. */
    int stage(int change);
}
