package io.narrows.benchmarks;

import io.narrows.log.RunDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the documents of a log take in its files, counted from the files alone: each with its 4 bytes of header and its
 * padding to 4, as docs/reference/log-format.md describes them.
 *
 * @param traces bytes of traces and batches
 * @param documents bytes of all documents
 * @param onDisk bytes of the blocks that the files take, or -1 where the system does not tell
 */
record QueueBytes(long traces, long documents, long onDisk) {
    private static final int META = 1 << 30;
    private static final int WORKING = 1 << 31;
    private static final int LENGTH = META - 1;
    private static final int HEADER_BYTES = 4;
    private static final Set<Byte> TRACE_TYPES = Set.of((byte) 3, (byte) 4, (byte) 8, (byte) 9);

    static QueueBytes of(RunDirectory run) throws IOException, InterruptedException {
        long traces = 0;
        long documents = 0;
        List<Path> files;
        try (Stream<Path> all = Files.list(run.log())) {
            files = all.filter(file -> file.toString().endsWith(".cq4")).toList();
        }
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file)) {
                ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                        .order(ByteOrder.LITTLE_ENDIAN);
                int at = 0;
                while (at + HEADER_BYTES < bytes.capacity()) {
                    int header = bytes.getInt(at);
                    if (header == 0 || (header & WORKING) != 0) {
                        break;
                    }
                    int size = HEADER_BYTES + ((header & LENGTH) + 3 & -4);
                    if ((header & META) == 0) {
                        documents += size;
                        traces += TRACE_TYPES.contains(bytes.get(at + HEADER_BYTES)) ? size : 0;
                    }
                    at += size;
                }
            }
        }
        return new QueueBytes(traces, documents, blocks(run.log()));
    }

    /** Bytes of the blocks that a folder takes, or -1 where there is no {@code du}. */
    static long blocks(Path folder) throws IOException, InterruptedException {
        Process du;
        try {
            du = new ProcessBuilder("du", "-sk", folder.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return -1;
        }
        String line = du.inputReader().readLine();
        du.waitFor(10, TimeUnit.SECONDS);
        return line == null ? -1 : Long.parseLong(line.split("\\s", 2)[0]) * 1024;
    }
}
