package io.narrows.server.batching.planning;

/**
 * What a batch is expected to take: {@code forwardNs x forwards + tokenNs x padded tokens + squareNs x squares}. Immutable.
 *
 * @param batches batches that it was learned from
 * @param forwardNs what every forward takes, in ns
 * @param tokenNs what every padded token takes, in ns
 * @param squareNs what attention takes, in ns for each square of a padded length
 * @param relativeError mean of what the last batches took more or less than was expected before they ran, as a part of it
 */
public record CostEstimate(long batches, double forwardNs, double tokenNs, double squareNs, double relativeError) {
    /** Fewer batches are no ground to decide on. */
    public static final int FEWEST = 16;

    /** Nothing is known. */
    public static final CostEstimate NONE = new CostEstimate(0, 0, 0, 0, 0);

    /** Whether there were enough batches. */
    public boolean known() {
        return batches >= FEWEST;
    }

    /** What some work takes on its own, in ns. */
    public double ns(Work work) {
        return ns(work.forwards(), work.padded(), work.squares());
    }

    /** What one forward takes, in ns. */
    public double ns(int texts, int longest) {
        double padded = (double) texts * longest;
        return forwardNs + tokenNs * padded + squareNs * padded * longest;
    }

    private double ns(int forwards, long padded, long squares) {
        return forwardNs * forwards + tokenNs * (double) padded + squareNs * (double) squares;
    }
}
