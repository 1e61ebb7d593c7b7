package io.narrows.server.batching.planning;

/**
 * Learns from every forward what a batch takes. Thread-safe; {@link #estimate} never waits.
 */
public final class CostModel {
    /*
     * A table of cells, one for each power of two of texts and of padded length. A cell holds the running mean of what its
     * forwards took, and of texts, tokens and squares. The estimate is least squares through the cells, in relative
     * error, without negative coefficients.
     *
     * Recursive least squares with forgetting would be shorter, but forgets what a long text takes while only short ones
     * come; a cell keeps what it knows, and loses half of its weight only with 4096 further forwards.
     *
     * Outliers: what a forward took enters its cell cut to four times the usual deviation from the cell's mean. The
     * deviation follows what was cut, so a lasting change gets through within some tens of forwards, a lone pause of the
     * collector hardly at all.
     *
     * One kind of forward alone does not tell the fixed part from the rest. A weak prior does: a forward costs as much
     * as 24 tokens, attention nothing.
     */

    /** The first so many forwards of a cell count alike; from then on older ones fade. */
    private static final int MEMORY = 32;

    private static final double HALF_LIFE = 4096;
    private static final double CUT = 4;
    private static final double PRIOR_FORWARD_TOKENS = 24;
    private static final double ERROR_MEMORY = 64;
    private static final int SIZES = 14;
    private static final int LENGTHS = 14;

    private final Cell[] cells = new Cell[SIZES * LENGTHS];
    private long forwards;
    private double error;
    private volatile CostEstimate estimate = CostEstimate.NONE;

    /** What is known now. */
    public CostEstimate estimate() {
        return estimate;
    }

    /**
     * A forward has run.
     *
     * @param texts in it, at least 1
     * @param longest the length to which they were padded, in tokens, at least 1
     * @param tookNs how long the worker was busy with it, in ns
     */
    public synchronized void ran(int texts, int longest, long tookNs) {
        double took = Math.max(1, tookNs);
        CostEstimate before = estimate;
        if (before.known()) {
            double expected = Math.max(1, before.ns(texts, longest));
            double off = Math.min(1, Math.abs(took - expected) / expected);
            error += (off - error) / Math.min(ERROR_MEMORY, (double) (forwards - CostEstimate.FEWEST + 1));
        }
        forwards++;
        int at = index(texts, SIZES) * LENGTHS + index(longest, LENGTHS);
        Cell cell = cells[at];
        if (cell == null) {
            cell = new Cell();
            cells[at] = cell;
        }
        cell.add(texts, longest, took, forwards);
        estimate = fit();
    }

    private CostEstimate fit() {
        double scale = 0;
        double weights = 0;
        for (Cell cell : cells) {
            if (cell != null) {
                double weight = cell.weight(forwards);
                scale += weight * cell.took / (PRIOR_FORWARD_TOKENS + cell.padded);
                weights += weight;
            }
        }
        double[] prior = {PRIOR_FORWARD_TOKENS * scale / weights, scale / weights, 0};
        NonNegativeFit fit = new NonNegativeFit(prior);
        for (Cell cell : cells) {
            if (cell != null) {
                fit.add(new double[] {1, cell.padded, cell.squares}, cell.took, cell.weight(forwards));
            }
        }
        double[] found = fit.solve();
        return new CostEstimate(forwards, found[0], found[1], found[2], error);
    }

    private static int index(int value, int limit) {
        return Math.min(limit - 1, 31 - Integer.numberOfLeadingZeros(Math.max(1, value)));
    }

    private static final class Cell {
        private long count;
        private long last;
        private double padded;
        private double squares;
        private double took;
        private double deviation;

        void add(int texts, int longest, double tookNs, long now) {
            count++;
            last = now;
            double share = 1.0 / (double) Math.min(count, MEMORY);
            double tokens = (double) texts * longest;
            // Sizes within a cell differ up to fourfold: the deviation is that from the cell's own ns per token.
            double expected =
                    count == 1 ? tookNs : took * (tokens + PRIOR_FORWARD_TOKENS) / (padded + PRIOR_FORWARD_TOKENS);
            double off = tookNs - expected;
            double least = 0.02 * expected;
            double cut =
                    count < 4 ? off : Math.max(-CUT * (deviation + least), Math.min(CUT * (deviation + least), off));
            deviation += share * (Math.abs(cut) - deviation);
            took += share * (expected + cut - took);
            padded += share * (tokens - padded);
            squares += share * (tokens * longest - squares);
        }

        double weight(long now) {
            return Math.min(count, MEMORY) * Math.pow(0.5, (double) (now - last) / HALF_LIFE);
        }
    }
}
