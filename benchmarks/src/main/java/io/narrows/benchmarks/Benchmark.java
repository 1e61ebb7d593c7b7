package io.narrows.benchmarks;

import java.util.List;

/** One question with its measurement. Used once. */
interface Benchmark {

    /** Measures and returns the rows of its table. */
    List<Row> run(Bench bench) throws Exception;
}
