package io.narrows.server.caching;

import io.narrows.server.model.TextModel.Tokens;
import java.util.List;

/**
 * The request behind a {@link Lookup}. Exactly one of {@link #answered}, {@link #broken} and {@link #refused} is called, at
 * most once, unless the caller gave up by {@link Lookup#abandoned} or {@link Lookup#leave}. Nothing may block or throw.
 */
public interface Caller {
    /** Whether nobody waits for the answer any more. For any thread; once true it stays true. */
    boolean gone();

    /**
     * Hands texts to the model. When it was taken, the outcome is told to the lookup, once, later: {@link Lookup#computed},
     * {@link Lookup#failed} or {@link Lookup#abandoned}; and until then the lookup calls nothing but {@link #gone}.
     *
     * @param texts what to compute, at least one
     * @return whether the model takes them
     */
    boolean run(List<Tokens> texts);

    /**
     * From now on the request waits for what others compute; it is left alone by its own thread. The caller may end that by
     * {@link Lookup#leave}, from any thread.
     */
    void waiting();

    /** The last row that the request waits for is about to come; said between {@link #waiting} and what ends it, if at all. */
    void ready();

    /**
     * All is known.
     *
     * @param rows one for each text, in their order; the caller's own
     */
    void answered(float[][] rows);

    /** The model failed on one of the texts, for this request or for the one that it waited for. */
    void broken(Throwable cause);

    /** {@link #run} said no, and the request cannot be answered. */
    void refused();
}
