package io.narrows.analysis.accounting;

import java.util.List;

/**
 * Where the time of the measured requests went, and why the slow ones are slow. Immutable.
 *
 * @param parts parts of the requests' time, in the order of a request's way; their means sum to the mean latency, their
 *     tail ms to the difference between slow and typical
 * @param causes what held requests up, the largest in the tail first; only those that can be told from chance
 * @param covariates properties that go with latency, the largest in the tail first; only those that can be told from chance
 * @param blames who delayed whom, the largest first
 * @param slowest the slowest requests, the slowest first
 * @param contrast which requests are slow and which typical
 */
public record Attribution(
        List<Part> parts,
        List<Cause> causes,
        List<Covariate> covariates,
        List<Blame> blames,
        List<SlowRequest> slowest,
        TailContrast contrast) {

    /** No request to speak of. */
    public static final Attribution EMPTY =
            new Attribution(List.of(), List.of(), List.of(), List.of(), List.of(), TailContrast.EMPTY);

    public Attribution {
        parts = List.copyOf(parts);
        causes = List.copyOf(causes);
        covariates = List.copyOf(covariates);
        blames = List.copyOf(blames);
        slowest = List.copyOf(slowest);
    }
}
