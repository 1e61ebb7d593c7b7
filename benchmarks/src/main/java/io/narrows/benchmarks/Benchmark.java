package io.narrows.benchmarks;

import java.util.List;
import java.util.Set;

/** One question with its measurement. Used once. */
interface Benchmark {

    /** Options that it takes besides {@code --quick}. */
    default Set<String> options() {
        return Set.of();
    }

    /** Measures and returns the rows of its table. */
    List<Row> run(Bench bench) throws Exception;
}
