package io.narrows.server.model;

import java.util.function.Consumer;

/**
 * The engine's profile of one forward that has run. Reading it takes time that no request should wait for, and some engines
 * tell only at the end what ran in any of the forwards that they profiled; so it is asked for when the answer is out. For one
 * thread at a time.
 */
public interface ForwardProfile {

    /** Of a forward that ran as others do; tells nothing. */
    ForwardProfile NONE = new ForwardProfile() {
        @Override
        public boolean taken() {
            return false;
        }

        @Override
        public void tell(Consumer<ProfiledForward> to) {}
    };

    /** Whether the engine's profiler was on, which makes a forward slower. */
    boolean taken();

    /**
     * Hands on what ran inside, and lets go of what the profile holds. Called once for each profile, whatever became of the
     * batch.
     *
     * @param to told once: by the calling thread, or by the one that calls {@link TextModel#endProfiles}, where the engine
     *     tells only then; never where the profile cannot be used, which the server's log says
     */
    void tell(Consumer<ProfiledForward> to);
}
