package io.narrows.environment;

import io.narrows.log.Pause;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/**
 * A process of its own with lanes, since a JVM has one flight recorder that remembers who used it. Prints a line per thing
 * that the test asks for.
 */
final class LanesProcess {

    private LanesProcess() {}

    public static void main(String[] args) throws Exception {
        Path run = Path.of(args[0]);
        switch (args[1]) {
            case "alone" -> alone(run);
            case "hook" -> inAShutdownHook(run);
            case "before" -> hostBefore(run);
            case "meanwhile" -> hostMeanwhile(run);
            case "twice" -> twice(run);
            case "full" -> onADiskThatFills(run);
            default -> throw new IllegalArgumentException(args[1]);
        }
        System.exit(0);
    }

    private static Lanes open(Path run, Told told) throws InterruptedException {
        long before = System.nanoTime();
        Lanes lanes = Lanes.open(run, Duration.ofMillis(50), System::nanoTime, told);
        System.out.println("open took ms " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
        told.await("a collection", System::gc, () -> !told.pauses(Pause.Type.GC).isEmpty());
        return lanes;
    }

    private static void close(Lanes lanes) {
        long before = System.nanoTime();
        lanes.close();
        System.out.println("close took ms " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
    }

    private static void alone(Path run) throws Exception {
        Told told = new Told();
        Lanes lanes = open(run, told);
        System.out.println("jfr folder while open " + Files.isDirectory(run.resolve("jfr")));
        long before = System.nanoTime();
        System.gc();
        long after = System.nanoTime();
        // Without the flight recorder, times are late by what a notification needs to arrive.
        boolean streamed = lanes.table().lanes().stream()
                .allMatch(lane ->
                        !lane.name().equals("pause.jit") || lane.unavailable().isEmpty());
        long slackNs = streamed ? 2_000_000 : Long.MAX_VALUE / 4;
        close(lanes); // at once: what is pending must be told now
        System.out.println("pending told "
                + told.pauses(Pause.Type.GC).stream()
                        .anyMatch(pause -> pause.startNs() >= before - 2_000_000 && pause.endNs() - after <= slackNs));
        lanes.table().lanes().stream()
                .filter(lane -> lane.name().startsWith("pause."))
                .forEach(lane -> System.out.println(lane.name() + " <" + lane.unavailable() + ">"));
        System.out.println("left " + files(run));
    }

    /** As services do: they end in a hook, while JFR ends in one of its own. */
    private static void inAShutdownHook(Path run) throws Exception {
        Lanes lanes = open(run, new Told());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            close(lanes);
            try {
                System.out.println("left " + files(run));
            } catch (IOException e) {
                System.out.println(e);
            }
        }));
    }

    /** One run after the other. */
    private static void twice(Path run) throws Exception {
        for (String name : List.of("first", "second")) {
            Path own = Files.createDirectories(run.resolve(name));
            Told told = new Told();
            Lanes lanes = open(own, told);
            System.out.println(name + " jfr folder " + Files.isDirectory(own.resolve("jfr")));
            System.out.println(name + " elsewhere " + files(Path.of(System.getProperty("java.io.tmpdir"))));
            close(lanes);
            System.out.println(name + " left " + files(own));
        }
        System.out.println("elsewhere " + files(Path.of(System.getProperty("java.io.tmpdir"))));
    }

    /** JFR would end this process when it cannot write. */
    private static void onADiskThatFills(Path run) throws Exception {
        Told told = new Told();
        Lanes lanes = open(run, told);
        told.await("the flight recorder", () -> {}, () -> Files.isDirectory(run.resolve("jfr")));
        fill(run.resolve("some"), 60 << 20);
        told.await("its end", () -> {}, () -> withoutFlightRecorder(lanes) && !Files.exists(run.resolve("jfr")));
        fill(run.resolve("all"), Long.MAX_VALUE);
        System.out.println("left free " + run.toFile().getUsableSpace());
        int before = told.pauses(Pause.Type.GC).size();
        told.await("collections", System::gc, () -> told.pauses(Pause.Type.GC).size() >= before + 3);
        close(lanes);
    }

    private static boolean withoutFlightRecorder(Lanes lanes) {
        return lanes.table().lanes().stream()
                .anyMatch(lane ->
                        lane.name().equals("pause.jit") && lane.unavailable().contains("MiB of disk are left"));
    }

    private static void fill(Path file, long bytes) throws IOException {
        byte[] some = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < bytes; written += some.length) {
                out.write(some);
            }
        } catch (IOException e) {
            System.out.println("filled: " + e.getMessage());
        }
    }

    /** The host records before the lanes come and after they have gone. */
    private static void hostBefore(Path run) throws Exception {
        try (Recording host = new Recording()) {
            host.enable("jdk.GarbageCollection");
            host.start();
            Told told = new Told();
            Lanes lanes = open(run, told);
            System.out.println("jfr folder while open " + Files.isDirectory(run.resolve("jfr")));
            close(lanes);
            hostGoesOn(host, run);
        }
        System.out.println("left " + files(run));
    }

    /** The host begins to record while the lanes are there. */
    private static void hostMeanwhile(Path run) throws Exception {
        Told told = new Told();
        Lanes lanes = open(run, told);
        try (Recording host = new Recording()) {
            host.enable("jdk.GarbageCollection");
            host.start();
            System.gc();
            close(lanes);
            hostGoesOn(host, run);
        }
        try (Recording later = new Recording()) {
            later.enable("jdk.GarbageCollection");
            later.start();
            System.gc();
            System.out.println("a later recording " + collections(later, run.resolveSibling("later.jfr")));
        }
    }

    private static void hostGoesOn(Recording host, Path run) throws IOException {
        System.out.println("before " + collections(host, run.resolveSibling("before.jfr")));
        System.gc();
        System.gc();
        System.out.println("after " + collections(host, run.resolveSibling("after.jfr")));
    }

    private static long collections(Recording recording, Path file) throws IOException {
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.GarbageCollection"))
                .count();
    }

    private static List<String> files(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (var files = Files.walk(folder)) {
            files.filter(file -> !file.equals(folder))
                    .forEach(file -> names.add(folder.relativize(file).toString()));
        }
        return names;
    }
}
