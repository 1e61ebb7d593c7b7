package io.narrows.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What do the optimizations of the reference server give, and does it stay well under overload and hostile clients? Without a
 * part's option all parts are run, one after the other.
 */
final class ServingBenchmark implements Benchmark {
    private static final Map<String, Benchmark> PARTS = parts();

    private static Map<String, Benchmark> parts() {
        Map<String, Benchmark> parts = new LinkedHashMap<>();
        parts.put("--batching", new BatchingClaims());
        parts.put("--caching", new CachingClaims());
        parts.put("--precision", new PrecisionClaims());
        parts.put("--outside", new OutsideTheModel());
        parts.put("--overload", new OverloadClaims());
        parts.put("--hostile", new HostileClaims());
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
