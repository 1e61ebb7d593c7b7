package io.narrows.whatif;

import java.util.List;

/** Makes the plan of a replay from the log and what is changed. For one plan. */
final class Planner {

    private final Model model;
    private final Visits visits;
    private final List<Place> places;
    private final Variation variation;
    private final Work work;
    private final boolean[] compute;
    private final Plan plan;

    private int at;
    private int span;
    private int spanEnd;
    private long pos;
    private double wall;
    private double cpu;

    private Planner(Model model, Visits visits, List<Place> places, Variation variation, Work work) {
        this.model = model;
        this.visits = visits;
        this.places = places;
        this.variation = variation;
        this.work = work;
        compute = new boolean[model.stages()];
        for (int i = 0; i < compute.length; i++) {
            compute[i] = model.segment(i).equals("COMPUTE");
        }
        plan = new Plan(model.traces().size, visits.size + (variation.cached() ? model.traces().size : 0));
    }

    static Plan plan(Model model, Visits visits, List<Place> places, Variation variation, Work work) {
        Planner planner = new Planner(model, visits, places, variation, work);
        for (int r = 0; r < planner.plan.requests; r++) {
            planner.request(r);
        }
        return planner.plan;
    }

    private void request(int r) {
        TraceColumns traces = model.traces();
        long origin = traces.start[0];
        plan.arrival[r] = origin + Math.round((traces.start[r] - origin) / variation.rate());
        plan.first[r] = at;
        plan.cacheAt[r] = -1;
        span = traces.firstSpan[r];
        spanEnd = traces.firstSpan[r + 1];
        pos = traces.start[r];
        int free = variation.cached() && !computesInStation(r) ? firstCompute(r) : -1;
        for (int v = visits.first[r]; v < visits.first[r + 1]; v++) {
            if (free >= 0 && traces.spanStart[free] < visits.enter[v]) {
                withoutWorker(r, free);
                free = -1;
            }
            visit(r, v);
        }
        if (free >= 0) {
            withoutWorker(r, free);
        }
        walk(traces.end[r]);
        plan.tail[r] = Math.round(wall);
        plan.tailCpu[r] = Math.round(cpu);
        plan.first[r + 1] = at;
    }

    private void visit(int r, int v) {
        Place place = places.get(visits.station[v]);
        ServedBatches batches = place.batches;
        int batch = batches == null ? -1 : batches.batchOf(v);
        if (batches != null && batch < 0) {
            return; // it left the queue without being served: its wait was its own
        }
        if (visits.enter[v] < pos) {
            return; // spans that overlap in a damaged log
        }
        walk(visits.enter[v]);
        plan.before[at] = Math.round(wall);
        plan.beforeCpu[at] = Math.round(cpu);
        skip(visits.taken[v]);
        walk(visits.held[v]);
        plan.service[at] = Math.round(wall);
        plan.serviceCpu[at] = Math.round(cpu);
        plan.visit[at] = v;
        add(r, visits.station[v], batch);
        if (computes(v)) {
            cache(r);
        }
    }

    /** A time of computing for which nobody ever waits. */
    private void withoutWorker(int r, int firstSpan) {
        TraceColumns traces = model.traces();
        int last = firstSpan;
        for (int s = firstSpan; s < traces.firstSpan[r + 1] && !model.waits(traces.stage[s]); s++) {
            last = compute[traces.stage[s]] ? s : last;
        }
        walk(traces.spanStart[firstSpan]);
        plan.before[at] = Math.round(wall);
        plan.beforeCpu[at] = Math.round(cpu);
        walk(traces.spanEnd[last]);
        plan.service[at] = Math.round(wall);
        plan.serviceCpu[at] = Math.round(cpu);
        add(r, places.size(), -1);
        cache(r);
    }

    private void add(int r, int station, int batch) {
        plan.owner[at] = r;
        plan.station[at] = station;
        plan.batch[at] = batch;
        at++;
    }

    /** What a cache saves begins with the first visit that computes and ends with the last. */
    private void cache(int r) {
        if (plan.cacheAt[r] < 0) {
            plan.cacheAt[r] = at - 1;
        }
        plan.cacheTo[r] = at;
    }

    private boolean computesInStation(int r) {
        for (int v = visits.first[r]; v < visits.first[r + 1]; v++) {
            if (computes(v)) {
                return true;
            }
        }
        return false;
    }

    private boolean computes(int v) {
        TraceColumns traces = model.traces();
        for (int s = visits.regionFirst[v]; s < visits.regionEnd[v] && traces.spanStart[s] < visits.held[v]; s++) {
            if (compute[traces.stage[s]]) {
                return true;
            }
        }
        return false;
    }

    private int firstCompute(int r) {
        TraceColumns traces = model.traces();
        for (int s = traces.firstSpan[r]; s < traces.firstSpan[r + 1]; s++) {
            if (compute[traces.stage[s]]) {
                return s;
            }
        }
        return -1;
    }

    /** Goes on to a moment whose way there was waiting. */
    private void skip(long to) {
        TraceColumns traces = model.traces();
        while (span < spanEnd && traces.spanEnd[span] <= to) {
            span++;
        }
        pos = to;
    }

    /** Adds up what the time to a moment is made of. */
    private void walk(long to) {
        TraceColumns traces = model.traces();
        wall = 0;
        cpu = 0;
        while (pos < to) {
            if (span < spanEnd && traces.spanEnd[span] <= pos) {
                span++;
            } else if (span < spanEnd && traces.spanStart[span] <= pos) {
                long until = Math.min(traces.spanEnd[span], to);
                int stage = traces.stage[span];
                double factor = variation.factor(stage);
                wall += factor * work.wallNs(stage, pos, until);
                cpu += factor * work.cpuNs(stage, pos, until);
                pos = until;
            } else {
                long until = span < spanEnd ? Math.min(traces.spanStart[span], to) : to;
                wall += until - pos;
                pos = until;
            }
        }
    }
}
