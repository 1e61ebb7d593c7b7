package io.narrows.whatif;

import java.util.Arrays;

/**
 * Every time that a request came to a queue, in the order of arrival of the requests: when it began to wait, when it was
 * taken, and up to when it held a worker. Not changed once the stations are found.
 */
final class Visits {

    /*
     * A visit begins with a waiting stage. Waiting stages that follow each other directly are one wait: nobody worked in
     * between. Its region is what follows, up to the next wait or the end of the request:
     *
     *   |--read--|--queue--|--assemble--|--forward--|--write--|--io.wait--|--disk--|
     *            ^enter    ^taken       region                ^enter
     *
     * A wait for the result of an equal request is no visit: it ends when the other one is done. It is played back as it was.
     *
     * Which part of the region a worker was held is found later (Holding); before that it is all of it.
     */

    /** Visits of request i are those from first[i] on, before first[i + 1]. */
    final int[] first;

    int size;
    int[] request = new int[256];
    int[] station = new int[256];
    long[] enter = new long[256];
    long[] taken = new long[256];
    long[] held = new long[256];

    /** Spans of the region are those from regionFirst on, before regionEnd. */
    int[] regionFirst = new int[256];

    int[] regionEnd = new int[256];

    /** Waiting stage of each station. */
    int[] stationStage = new int[4];

    int stations;

    private final int[] stationOf;

    Visits(Model model) {
        TraceColumns traces = model.traces();
        stationOf = new int[model.stages()];
        Arrays.fill(stationOf, -1);
        boolean[] waits = new boolean[stationOf.length];
        boolean[] forEqual = new boolean[stationOf.length];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = model.waits(i);
            forEqual[i] = model.forEqual(i);
        }
        first = new int[traces.size + 1];
        for (int row = 0; row < traces.size; row++) {
            int at = traces.firstSpan[row];
            int end = traces.firstSpan[row + 1];
            while (at < end) {
                if (!waits[traces.stage[at]] || forEqual[traces.stage[at]]) {
                    at++;
                    continue;
                }
                int from = at;
                while (at + 1 < end && waits[traces.stage[at + 1]] && !forEqual[traces.stage[at + 1]]) {
                    at++;
                }
                int region = at + 1;
                int regionStop = region;
                while (regionStop < end && !waits[traces.stage[regionStop]]) {
                    regionStop++;
                }
                if (regionStop > region) { // who only waited took nobody's time
                    add(traces, row, from, at, region, regionStop);
                }
                at = regionStop;
            }
            first[row + 1] = size;
        }
    }

    private void add(TraceColumns traces, int row, int firstWait, int lastWait, int region, int regionStop) {
        if (size == station.length) {
            grow();
        }
        request[size] = row;
        station[size] = station(traces.stage[firstWait]);
        enter[size] = traces.spanStart[firstWait];
        taken[size] = traces.spanEnd[lastWait];
        held[size] = traces.spanEnd[regionStop - 1];
        regionFirst[size] = region;
        regionEnd[size] = regionStop;
        size++;
    }

    private int station(int stage) {
        if (stationOf[stage] < 0) {
            if (stations == stationStage.length) {
                stationStage = Arrays.copyOf(stationStage, stations * 2);
            }
            stationStage[stations] = stage;
            stationOf[stage] = stations++;
        }
        return stationOf[stage];
    }

    private void grow() {
        int rows = station.length * 2;
        request = Arrays.copyOf(request, rows);
        station = Arrays.copyOf(station, rows);
        enter = Arrays.copyOf(enter, rows);
        taken = Arrays.copyOf(taken, rows);
        held = Arrays.copyOf(held, rows);
        regionFirst = Arrays.copyOf(regionFirst, rows);
        regionEnd = Arrays.copyOf(regionEnd, rows);
    }

    /** Numbers of the visits to a station. */
    int[] of(int wanted) {
        int[] rows = new int[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (station[i] == wanted) {
                rows[count++] = i;
            }
        }
        return Arrays.copyOf(rows, count);
    }
}
