package io.narrows.server.model.djl;

import ai.djl.Model;
import ai.djl.nn.Block;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ProfiledForward;
import io.narrows.server.model.onnx.OnnxLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of ONNX Runtime that profiles all its runs. What ran in them is told when it is closed, because the engine writes its
 * file only then. Opened, used and closed by one thread at a time.
 */
final class ProfiledSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProfiledSession.class);
    private static final String ENGINE = "OnnxRuntime";

    private final Path folder;
    private final Model model;
    private final int warmUps;
    private final List<Told> forwards = new ArrayList<>();

    private ProfiledSession(Path folder, Model model, int warmUps) {
        this.folder = folder;
        this.model = model;
        this.warmUps = warmUps;
    }

    /** A forward: told as soon as it is known what ran in it and who wants to know. */
    private static final class Told implements ForwardProfile {
        private long forwardNs;
        private @Nullable ProfiledForward inside;
        private @Nullable Consumer<ProfiledForward> to;

        @Override
        public boolean taken() {
            return true;
        }

        /** Does nothing: the session profiles all its runs, and none of another. */
        @Override
        public void stop() {}

        @Override
        public synchronized void tell(Consumer<ProfiledForward> to) {
            this.to = to;
            handOn();
        }

        private synchronized void known(ProfiledForward inside) {
            this.inside = inside;
            handOn();
        }

        private synchronized void handOn() {
            if (to != null && inside != null) {
                to.accept(inside);
            }
        }
    }

    /**
     * Opens one and warms it up.
     *
     * @param sessions opens a session that writes its profile to a file of this prefix
     * @param warmUp warms it up, and says how many runs that were
     * @throws IOException where there is no room for the profile
     */
    static ProfiledSession open(Function<String, Model> sessions, ToIntFunction<Model> warmUp) throws IOException {
        Path folder = Files.createTempDirectory("narrows-operators-");
        try {
            Model model = sessions.apply(folder.resolve("profile").toString());
            try {
                return new ProfiledSession(folder, model, warmUp.applyAsInt(model));
            } catch (RuntimeException e) {
                model.close();
                throw e;
            }
        } catch (RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    /** Runs a forward in it; what that throws comes through. */
    ForwardProfile run(Consumer<Block> forward) {
        Told told = new Told();
        forwards.add(told);
        long startNs = System.nanoTime();
        forward.accept(model.getBlock());
        told.forwardNs = Math.max(1, System.nanoTime() - startNs);
        return told;
    }

    /** Closes it and tells what ran in each forward. Never throws. */
    @Override
    public void close() {
        try {
            model.close();
            tell(OnnxTrace.read(file(), OnnxLayers::of));
        } catch (IOException | RuntimeException e) {
            LOG.warn("the profile of {} forwards is not used: {}", forwards.size(), DjlRuntime.reason(e));
        } finally {
            delete(folder);
        }
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow(() -> new IOException("the engine wrote none to " + folder));
        }
    }

    /** By their order; a run that the engine had no room for, and those after it, are not in the profile. */
    private void tell(List<OnnxTrace.Run> runs) throws IOException {
        if (runs.size() > warmUps + forwards.size()) {
            throw new IOException("it has " + runs.size() + " runs; the session had " + warmUps + " to warm up and "
                    + forwards.size() + " more");
        }
        for (int i = 0; warmUps + i < runs.size(); i++) {
            Told told = forwards.get(i);
            OnnxTrace.Run run = runs.get(warmUps + i);
            if (told.forwardNs >= run.durationNs()) { // 0 where it failed
                told.known(new ProfiledForward(ENGINE, told.forwardNs, run.times()));
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            LOG.warn("the profile of forwards stays in {}: {}", folder, DjlRuntime.reason(e));
        }
    }
}
