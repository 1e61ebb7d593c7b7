package io.narrows.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/v2, SERVER, '', -",
                "/v2/, SERVER, '', -",
                "/v2/health/live, LIVE, '', -",
                "/v2/health/ready, READY, '', -",
                "/metrics, METRICS, '', -",
                "/v2/repository/index, INDEX, '', -",
                "/v2/models/m, MODEL, m, -",
                "/v2/models/m@v/infer, INFER, m@v, -",
                "/v2/models/m%40v/infer, INFER, m@v, -",
                "/v2/models/m/, MODEL, m, -",
                "/v2/models/m/versions/1, MODEL, m, 1",
                "/v2/models/m/ready, MODEL_READY, m, -",
                "/v2/models/m/versions/1/ready, MODEL_READY, m, 1",
                "/v2/models/m/infer, INFER, m, -",
                "/v2/models/m/versions/1/infer, INFER, m, 1",
                "/v2/models/a%2Fb/infer, INFER, a/b, -",
                "/v2/models/a+b/infer, INFER, a+b, -",
                "/v2/models/versions/versions/versions, MODEL, versions, versions"
            })
    void finds(String path, String target, String model, String version) {
        assertEquals(new Router.Route(Router.Target.valueOf(target), model, version), Router.find(path));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-",
                "''",
                "/",
                "//",
                "*",
                "v2",
                "/v2//",
                "/V2",
                "/v2/health",
                "/v2/models",
                "/v2/models/m/versions",
                "/v2/models/m/version/1",
                "/v2/models/m/infer/x",
                "/v2/models/m/generate",
                "/v2/repository",
                "/v2/repository/m/index",
                "/v2/models/%",
                "/v2/models/%zz"
            })
    void leadsNowhere(String path) {
        assertEquals(null, Router.find(path));
    }
}
