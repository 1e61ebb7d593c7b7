package io.narrows.benchmarks.pipelines;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Lets requests past the pool that computes, as a cache or coalescing would. Thread-safe. */
final class Gate {
    private final PipelineSpec.CacheSpec spec;
    private final Consumer<Request> compute;
    private final Consumer<Request> past;
    private final Set<Long> known = new HashSet<>();
    private final Map<Long, List<Request>> computing = new HashMap<>();

    Gate(PipelineSpec.CacheSpec spec, Consumer<Request> compute, Consumer<Request> past) {
        this.spec = spec;
        this.compute = compute;
        this.past = past;
    }

    void submit(Request request) {
        if (request.luck < spec.hitRatio()) {
            past.accept(request);
        } else if (!joined(request)) {
            compute.accept(request);
        }
    }

    /** Whether it needs no computing of its own; it is or will be passed on then. */
    private boolean joined(Request request) {
        boolean there;
        synchronized (this) {
            there = spec.remembers() && known.contains(request.input);
            List<Request> others = computing.get(request.input);
            if (!there && spec.coalesces() && others != null) {
                others.add(request);
                return true;
            }
            if (!there && spec.coalesces()) {
                computing.put(request.input, new ArrayList<>());
            }
        }
        if (there) {
            past.accept(request);
        }
        return there;
    }

    /** It was computed: goes on, with those that waited for it. */
    void computed(Request request) {
        List<Request> others = null;
        synchronized (this) {
            if (spec.remembers()) {
                known.add(request.input);
            }
            if (spec.coalesces()) {
                others = computing.remove(request.input);
            }
        }
        past.accept(request);
        if (others != null) {
            others.forEach(past);
        }
    }
}
