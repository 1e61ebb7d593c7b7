package io.narrows.server.testing;

import io.narrows.profiler.Profiler;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModels;

/** A server in this process with the real model, for the tests of one class. */
public final class RealServer implements AutoCloseable {
    private final TextModel model;
    private final NarrowsServer server;

    /**
     * Starts one on a free port.
     *
     * @param yaml configuration beside the port
     */
    public RealServer(String yaml) {
        model = TextModels.open(TextModels.MINILM, EngineOptions.defaults());
        server = NarrowsServer.start(ConfigLoader.parse(yaml, "test"), model, Profiler.disabled());
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        model.close();
    }
}
