package io.narrows.whatif;

/** Something that could be different in a run. Several may be put together. Immutable. */
public sealed interface Change {

    /** In words, such as {@code forward 20 % faster}. */
    String words();

    /**
     * A stage takes less time wherever it runs.
     *
     * @param stage name of the stage
     * @param percent by how much less, below 100; negative for longer
     */
    record Faster(String stage, double percent) implements Change {
        public Faster {
            Checks.that(percent < 100 && percent >= -1_000, "percent faster", percent, "from -1000 to below 100");
        }

        @Override
        public String words() {
            return stage + " " + Checks.number(Math.abs(percent)) + " % " + (percent < 0 ? "slower" : "faster");
        }
    }

    /**
     * A station has another number of workers.
     *
     * @param station name of its queue stage; empty for the one that requests wait for most
     * @param n workers
     */
    record Workers(String station, int n) implements Change {
        public Workers {
            Checks.that(n >= 1 && n <= 65_536, "workers", n, "from 1 to 65536");
        }

        @Override
        public String words() {
            return n + (n == 1 ? " worker" : " workers") + Checks.at(station);
        }
    }

    /**
     * A batching station takes at most another number of requests at once.
     *
     * @param station name of its queue stage; empty for the batching one that requests wait for most
     * @param n most requests in a batch
     */
    record MaxBatch(String station, int n) implements Change {
        public MaxBatch {
            Checks.that(n >= 1 && n <= 1_000_000, "max batch", n, "from 1 to 1000000");
        }

        @Override
        public String words() {
            return "batches of at most " + n + Checks.at(station);
        }
    }

    /**
     * A batching station waits for another time for a batch to fill.
     *
     * @param station name of its queue stage; empty for the batching one that requests wait for most
     * @param ns longest wait of a free worker in ns; 0 for none
     */
    record MaxWait(String station, long ns) implements Change {
        public MaxWait {
            Checks.that(ns >= 0 && ns <= 3_600_000_000_000L, "max wait in ns", ns, "from 0 to 3600000000000");
        }

        @Override
        public String words() {
            return ns == 0
                    ? "no wait for a batch to fill" + Checks.at(station)
                    : "at most " + Checks.number(ns / 1e6) + " ms for a batch to fill" + Checks.at(station);
        }
    }

    /**
     * Requests come at another rate, in the same pattern.
     *
     * @param percent by how many percent more; negative for less, above -100
     */
    record Rate(double percent) implements Change {
        public Rate {
            Checks.that(percent > -100 && percent <= 10_000, "percent of rate", percent, "above -100, to 10000");
        }

        @Override
        public String words() {
            return Checks.number(Math.abs(percent)) + " % " + (percent < 0 ? "fewer" : "more") + " requests";
        }
    }

    /**
     * A cache answers a part of the requests, chosen evenly: they skip the model and what waits for it.
     *
     * @param ratio which part, from 0 to 1
     */
    record CacheHits(double ratio) implements Change {
        public CacheHits {
            Checks.that(ratio >= 0 && ratio <= 1, "hit ratio", ratio, "from 0 to 1");
        }

        @Override
        public String words() {
            return Checks.number(ratio * 100) + " % of requests from a cache";
        }
    }

    /**
     * A cache of the model's results, keyed by {@code input.hash}: a request whose input was answered before skips the model.
     *
     * @param entries how many results it holds, the least recently used one going first; 0 for all
     */
    record Cache(int entries) implements Change {
        public Cache {
            Checks.that(entries >= 0, "cache entries", entries, "0 for all, or more");
        }

        @Override
        public String words() {
            return entries == 0 ? "a cache of all results" : "a cache of " + entries + " results";
        }
    }

    /** Requests whose input, by {@code input.hash}, is being computed wait for that result and compute none. */
    record Coalesce() implements Change {
        @Override
        public String words() {
            return "requests with the same input computed once";
        }
    }

    /** Batches compute the tokens of their members and no padding. */
    record NoPadding() implements Change {
        @Override
        public String words() {
            return "no padding in batches";
        }
    }
}
