package io.narrows.server.model;

import java.util.function.Consumer;

/**
 * The engine's profile of one forward that has run: {@code stop} once, then {@code tell} once, whatever became of the batch. What
 * both do takes time that no request should wait for, so they are called when the answer is out. For one thread at a time.
 */
public interface ForwardProfile {

    /** Of a forward that ran as others do; tells nothing. */
    ForwardProfile NONE = new ForwardProfile() {
        @Override
        public boolean taken() {
            return false;
        }

        @Override
        public void stop() {}

        @Override
        public void tell(Consumer<ProfiledForward> to) {}
    };

    /** Whether the engine's profiler was on, which makes a forward slower. */
    boolean taken();

    /**
     * Switches the engine's profiler off again, where it belongs to the thread of the forward. Called by that thread, which can
     * have no other forward profiled before; never throws.
     */
    void stop();

    /**
     * Hands on what ran inside, and lets go of what the profile holds.
     *
     * @param to told once: by the calling thread, or by the one that calls {@link TextModel#endProfiles}, where the engine
     *     tells only then; never where the profile cannot be used, which the server's log says
     */
    void tell(Consumer<ProfiledForward> to);
}
