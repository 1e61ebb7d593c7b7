package io.narrows.server.model.djl;

import ai.djl.nn.Block;
import io.narrows.server.model.ForwardProfile;
import java.util.function.Consumer;

/** Has forwards profiled, in the way of an engine. What goes wrong with a profile never touches the answer. Thread-safe. */
interface ForwardProfiler {

    /** Profiles nothing. */
    ForwardProfiler NONE = (network, forward) -> {
        forward.accept(network);
        return ForwardProfile.NONE;
    };

    /** Makes ready, ahead of the first forward. */
    default void begin() {}

    /**
     * Runs a forward once, on the calling thread; what it throws comes through.
     *
     * @param network what it is to run on, where it is not profiled
     * @param forward runs on the network that it is given
     */
    ForwardProfile run(Block network, Consumer<Block> forward);

    /** Lets go of what was made ready, and has everything told that was not told yet. */
    default void end() {}
}
