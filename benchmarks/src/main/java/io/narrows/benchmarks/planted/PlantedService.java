package io.narrows.benchmarks.planted;

import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Runs one pipeline in this process. */
public final class PlantedService {

    /** First argument of a process that runs a pipeline. */
    public static final String ARGUMENT = "--planted-service";

    /** First argument of a process that only computes. */
    public static final String NEIGHBOUR = "--planted-neighbour";

    /** First 64 bits of the trace ids that are measured. */
    public static final long SESSION = Rig.SESSION;

    private static final double WARM_S = 1.5;

    private PlantedService() {}

    /**
     * Runs it; returns when its last request has ended.
     *
     * @param args name of the pipeline, run directory, seconds
     */
    public static void run(String... args) throws Exception {
        Plant plant = Plants.all().stream()
                .filter(one -> one.name().equals(args[0]))
                .findFirst()
                .orElseThrow();
        ProfilerConfig.Builder config = ProfilerConfig.builder(Path.of(args[1])).service("planted " + plant.name());
        try (Profiler profiler =
                        Profiler.open(plant.host().config().apply(config).build());
                Rig rig = new Rig(profiler)) {
            Consumer<Job> entry = plant.pipeline().build(rig);
            Plant.Load load = plant.load();
            rig.arrive(false, load.perS(), load.burst(), WARM_S, entry);
            rig.arrive(true, load.perS(), load.burst(), Math.max(load.leastS(), Double.parseDouble(args[2])), entry);
        }
    }

    /**
     * Computes until its standard input ends.
     *
     * @param threads how many threads
     */
    public static void compute(int threads) throws Exception {
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                while (true) {
                    Spend.computing(100);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        int input = 0;
        while (input >= 0) {
            input = System.in.read();
        }
    }
}
