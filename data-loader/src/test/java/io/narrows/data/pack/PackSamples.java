package io.narrows.data.pack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Samples that are the same each time, and what a pack of them looks like on disk. */
final class PackSamples {
    static final String INPUT = "test";
    static final int SAMPLES = 1200;

    private PackSamples() {}

    static PackOptions options(PackFormat format) {
        return PackOptions.builder()
                .format(format)
                .shardBytes(150_000)
                .blockBytes(16 << 10)
                .build();
    }

    static String key(int number) {
        // Some names need an extended header.
        return (number % 50 == 7 ? "f".repeat(120) + "/é" : "k") + String.format("%06d", number);
    }

    static Map<String, byte[]> fields(int number, boolean tar) {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        Random random = new Random(number);
        String text = Long.toString(random.nextLong(), 36).repeat(random.nextInt(60));
        fields.put("json", ("{\"n\":" + number + ",\"t\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
        if (tar && number % 3 == 0) {
            byte[] bytes = new byte[random.nextInt(2000)];
            random.nextBytes(bytes);
            fields.put("bin", bytes);
        }
        return fields;
    }

    static void write(ShardWriter writer, int from, int to, boolean tar) throws IOException, InterruptedException {
        for (int i = from; i < to; i++) {
            writer.write(key(i), fields(i, tar));
        }
    }

    /** The names and bytes of all files. */
    static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                files.put(
                        String.valueOf(file.getFileName()),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }

    /** Packs until it is killed: FOLDER FORMAT. Says how many samples it has written, a line for each hundred. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PackFormat format = PackFormat.of(arguments[1]);
        try (ShardWriter writer = ShardWriter.open(Path.of(arguments[0]), "s", options(format), INPUT)) {
            for (int i = (int) writer.resumeAt(); i < SAMPLES; i++) {
                writer.write(key(i), fields(i, format.isTar()));
                if (i % 100 == 0) {
                    System.out.println(i);
                }
            }
            System.in.read(); // for ever: it is killed before it finishes
        }
    }
}
