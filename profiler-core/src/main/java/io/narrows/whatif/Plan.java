package io.narrows.whatif;

/**
 * What each request does in a replay: it comes, and then, for each of its visits, takes some time of its own, queues and is
 * served; at the end it takes some time of its own again. Times in ns. Every part of a time is split into one that only
 * passes and one that needs a processor; without a model of the processors all of it only passes.
 */
final class Plan {

    final int requests;
    final long[] arrival;

    /** Visits of request r are those from first[r] on, before first[r + 1]. */
    final int[] first;

    final int[] owner;

    /** Number of the visit in the log; that of visits without a worker says nothing. */
    final int[] visit;

    /** Number of the station, or that of the stations for one where nobody ever waits. */
    final int[] station;

    final long[] before;
    final long[] beforeCpu;
    final long[] service;
    final long[] serviceCpu;

    /** The batch of the station in which it was served, or -1. */
    final int[] batch;

    final long[] tail;
    final long[] tailCpu;

    /** The visit before which a cache is asked, and the one after it that a hit goes on with; -1 without one. */
    final int[] cacheAt;

    final int[] cacheTo;

    Plan(int requests, int visits) {
        this.requests = requests;
        arrival = new long[requests];
        first = new int[requests + 1];
        owner = new int[visits];
        visit = new int[visits];
        station = new int[visits];
        before = new long[visits];
        beforeCpu = new long[visits];
        service = new long[visits];
        serviceCpu = new long[visits];
        batch = new int[visits];
        tail = new long[requests];
        tailCpu = new long[requests];
        cacheAt = new int[requests];
        cacheTo = new int[requests];
    }
}
