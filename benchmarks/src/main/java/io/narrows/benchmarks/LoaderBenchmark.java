package io.narrows.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How fast is the data loader, against PyTorch's, DJL's and a bare loop, and does it keep what it promises of waiting, skew,
 * cost, memory and the first batch? Without a part's option all parts are run, one after the other.
 */
final class LoaderBenchmark implements Benchmark {
    private static final Map<String, Benchmark> PARTS = parts();

    private static Map<String, Benchmark> parts() {
        Map<String, Benchmark> parts = new LinkedHashMap<>();
        parts.put("--json", new JsonClaims());
        parts.put("--images", new ImageClaims());
        parts.put("--starvation", new StarvationClaim());
        parts.put("--skew", new SkewClaim());
        parts.put("--profiling", new LoaderProfilingClaim());
        parts.put("--autotune", new AutotuneClaim());
        parts.put("--memory", new LoaderMemoryClaim());
        parts.put("--first-batch", new FirstBatchClaim());
        return parts;
    }

    @Override
    public Set<String> options() {
        return PARTS.keySet();
    }

    @Override
    public List<Row> run(Bench bench) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, Benchmark> part : PARTS.entrySet()) {
            if (bench.options().isEmpty() || bench.options().contains(part.getKey())) {
                rows.addAll(part.getValue().run(bench));
            }
        }
        return rows;
    }
}
