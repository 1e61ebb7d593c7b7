package io.narrows.benchmarks;

import io.narrows.benchmarks.planted.Plant;
import io.narrows.benchmarks.planted.PlantedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One pipeline in a process of its own, with what it needs around it. For one thread. */
final class PlantedRun implements AutoCloseable {

    private static final Path GROUPS = Path.of("/sys/fs/cgroup/cpu");
    private static final long PERIOD_US = 100_000;

    private final Plant plant;
    private final Path folder;
    private final @Nullable String missing;
    private final List<Process> processes = new ArrayList<>();
    private @Nullable Path group;

    private PlantedRun(Plant plant, Path folder, @Nullable String missing) {
        this.plant = plant;
        this.folder = folder;
        this.missing = missing;
    }

    /**
     * Starts it.
     *
     * @param folder an empty folder
     * @param seconds for how long requests arrive
     */
    static PlantedRun start(Plant plant, Path folder, double seconds) throws IOException {
        boolean limited = plant.host().quota() > 0;
        if (limited && !Files.isWritable(GROUPS.resolve("cgroup.procs"))) {
            return new PlantedRun(plant, folder, "no control group can be made below " + GROUPS);
        }
        PlantedRun run = new PlantedRun(plant, folder, null);
        try {
            run.start(seconds, limited);
        } catch (IOException | RuntimeException e) {
            run.close();
            throw e;
        }
        return run;
    }

    private void start(double seconds, boolean limited) throws IOException {
        if (plant.host().busyNeighbours() > 0) {
            processes.add(Child.start(
                    List.of("-Xmx32m", "-XX:+UseSerialGC"),
                    List.of(
                            PlantedService.NEIGHBOUR,
                            Integer.toString(plant.host().busyNeighbours())),
                    folder.resolve("neighbour.log")));
        }
        List<String> options = new ArrayList<>(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        options.addAll(
                plant.host().options().isEmpty()
                        ? List.of("-Xmx256m")
                        : plant.host().options());
        Process service = Child.start(
                options,
                List.of(PlantedService.ARGUMENT, plant.name(), directory().toString(), Double.toString(seconds)),
                folder.resolve("errors.log"));
        processes.add(0, service);
        if (limited) {
            Path made = Files.createDirectory(GROUPS.resolve("narrows-planted-" + service.pid()));
            group = made;
            Files.writeString(made.resolve("cpu.cfs_period_us"), Long.toString(PERIOD_US));
            Files.writeString(made.resolve("cpu.cfs_quota_us"), Long.toString((long)
                    (PERIOD_US * plant.host().quota())));
            Files.writeString(made.resolve("cgroup.procs"), Long.toString(service.pid()));
        }
    }

    Plant plant() {
        return plant;
    }

    /** Why it cannot run here, or null. */
    @Nullable
    String missing() {
        return missing;
    }

    Path directory() {
        return folder.resolve("run");
    }

    /** Waits until it has run. */
    void await(long seconds) throws IOException, InterruptedException {
        Process service = processes.get(0);
        if (!service.waitFor(seconds, TimeUnit.SECONDS) || service.exitValue() != 0) {
            throw new IllegalStateException("'" + plant.name() + "' did not end well within " + seconds + " s: "
                    + Files.readString(folder.resolve("errors.log")).strip());
        }
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.destroyForcibly();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (group != null) {
            Files.deleteIfExists(group);
        }
    }
}
