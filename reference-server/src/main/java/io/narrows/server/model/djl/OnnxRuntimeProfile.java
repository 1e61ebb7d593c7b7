package io.narrows.server.model.djl;

import ai.djl.Model;
import ai.djl.nn.Block;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ModelException;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs forwards in a second session of the same file, which profiles all that it does and writes it when it is closed. Between
 * {@link #begin} and {@link #end} the second session is open, and takes as much memory as the first; other forwards never enter
 * it. One at a time: where another is being profiled, a forward runs without. Thread-safe.
 */
final class OnnxRuntimeProfile implements ForwardProfiler {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxRuntimeProfile.class);

    private final Function<String, Model> sessions;
    private final ToIntFunction<Model> warmUp;
    private final ReentrantLock one = new ReentrantLock();
    private @Nullable ProfiledSession session;

    /**
     * Has no session yet.
     *
     * @param sessions opens one that writes its profile to a file of this prefix; refuses with a {@link ModelException}
     * @param warmUp warms one up, and says how many runs that were
     */
    OnnxRuntimeProfile(Function<String, Model> sessions, ToIntFunction<Model> warmUp) {
        this.sessions = sessions;
        this.warmUp = warmUp;
    }

    @Override
    public void begin() {
        one.lock();
        try {
            if (session == null) {
                session = ProfiledSession.open(sessions, warmUp);
            }
        } catch (IOException e) {
            LOG.warn("no forward is profiled, no folder can be made for the profile: {}", DjlRuntime.reason(e));
        } catch (RuntimeException e) {
            LOG.warn("no forward is profiled: {}", DjlRuntime.reason(e));
        } finally {
            one.unlock();
        }
    }

    @Override
    public ForwardProfile run(Block network, Consumer<Block> forward) {
        if (!one.tryLock()) {
            return NONE.run(network, forward);
        }
        try {
            return session == null ? NONE.run(network, forward) : session.run(forward);
        } finally {
            one.unlock();
        }
    }

    @Override
    public void end() {
        ProfiledSession ended;
        one.lock();
        try {
            ended = session;
            session = null;
        } finally {
            one.unlock();
        }
        if (ended != null) {
            ended.close();
        }
    }
}
