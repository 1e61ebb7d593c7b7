package io.narrows.whatif;

/** What of a recorded time only passes, and what needs a processor. */
interface Work {

    /**
     * Processor time in a part of a span, in ns at full speed; the rest of the part only passes.
     *
     * @param stage id of the stage
     * @param fromNs start of the part
     * @param toNs its end
     */
    double cpuNs(int stage, long fromNs, long toNs);

    /** Time that only passes in a part of a span, in ns. */
    double wallNs(int stage, long fromNs, long toNs);

    /** Everything only passes, as it was recorded. */
    Work AS_RECORDED = new Work() {
        @Override
        public double cpuNs(int stage, long fromNs, long toNs) {
            return 0;
        }

        @Override
        public double wallNs(int stage, long fromNs, long toNs) {
            return toNs - fromNs;
        }
    };
}
