package io.narrows.analysis.accounting;

/**
 * All that is written down about counted requests while a log is read.
 *
 * @param ledger what their time was spent on
 * @param blames who delayed them
 * @param slowest the slowest of them
 * @param properties what they are like
 * @param shapes which were the first of their shape
 */
record Books(Ledger ledger, Blames blames, Slowest slowest, Properties properties, ColdShapes shapes) {

    static Books empty() {
        return new Books(new Ledger(), new Blames(), new Slowest(), new Properties(), new ColdShapes());
    }
}
