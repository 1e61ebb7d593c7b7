package io.narrows.examples;

import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import io.narrows.profiler.TraceContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service that asks another one for each of its answers, without a thread that waits: its trace goes with the future. */
@SuppressWarnings("try") // a block's scope is closed and otherwise not used
final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI upstream;
    private final Profiler profiler;
    private final Kind kind;
    private final Stage prepare;
    private final Stage remote;
    private final Stage finish;

    Gateway(Path runDirectory, URI upstream) {
        this.upstream = upstream;
        profiler = Profiler.open(ProfilerConfig.builder(runDirectory).build());
        kind = profiler.kind("ask");
        prepare = profiler.stage("prepare", Segment.DATA);
        remote = profiler.stage("remote", Segment.COMPUTE);
        finish = profiler.stage("finish", Segment.SERVING);
    }

    // snippet: gateway
    /** Serves one request, which came with these headers, by asking another service. */
    CompletionStage<String> answer(String text, @Nullable String traceparent, @Nullable String tracestate) {
        Trace trace = profiler.begin(kind, System.nanoTime(), TraceContext.parse(traceparent, tracestate));
        HttpRequest request = request(text, trace);
        return trace.during(remote, () -> client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .thenApply(response -> finished(response, trace))
                .whenComplete((answer, failure) -> trace.close());
    }

    private HttpRequest request(String text, Trace trace) {
        try (Trace.Scope logged = trace.mdc();
                Trace.Scope preparing = trace.in(prepare)) {
            LOG.info("asking {} about {} characters", upstream, text.length());
            return HttpRequest.newBuilder(upstream)
                    .header("traceparent", trace.traceparent())
                    .header("tracestate", trace.tracestate())
                    .POST(HttpRequest.BodyPublishers.ofString(text.strip()))
                    .build();
        }
    }

    private String finished(HttpResponse<String> response, Trace trace) {
        try (Trace.Scope finishing = trace.in(finish)) {
            if (response.statusCode() != 200) {
                trace.fail("upstream answered " + response.statusCode());
            }
            return response.body().toLowerCase(Locale.ROOT);
        }
    }
    // snippet: end

    @Override
    public void close() {
        profiler.close();
    }
}
