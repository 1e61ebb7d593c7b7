package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.golden.GoldenCheck;
import io.narrows.golden.GoldenListener;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.HttpGoldenModel;
import io.narrows.profiler.Profiler;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.minilm.MiniLm;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The golden set of the default model, asked through a real server: every text survives JSON, HTTP and the batcher. */
class GoldenHttpIT {

    @Test
    void allSamplesAgreeThroughTheServer() throws Exception {
        try (TextModel model = Models.open(EngineOptions.PYTORCH);
                Profiler profiler = Profiler.disabled();
                NarrowsServer server =
                        NarrowsServer.start(ServerConfig.defaults().with(Keys.HTTP_PORT, "0"), model, profiler);
                HttpGoldenModel served = new HttpGoldenModel(URI.create(server.url()), TextModels.MINILM)) {
            assertEquals(MiniLm.ONNX_SHA256, served.modelHash());
            assertTrue(served.engine().startsWith("PyTorch "), served.engine());
            GoldenResult result = GoldenCheck.run(BuiltInSet.read(), served, GoldenListener.NONE);
            assertTrue(result.passed(), result.toJson());
            assertEquals(64, result.compared());
            assertEquals(64, result.batched());
            assertTrue(result.maxAbs() <= 1e-5 && result.minCosine() >= 0.99999, result.toJson());
            System.out.println(
                    "golden: through HTTP, max abs " + result.maxAbs() + ", smallest cosine " + result.minCosine());
        }
    }
}
