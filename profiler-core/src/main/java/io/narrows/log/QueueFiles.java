package io.narrows.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a queue folder: {@code yyyyMMddF.cq4}, one a day, whose names sort in order of time. */
final class QueueFiles {

    static final String SUFFIX = ".cq4";

    private QueueFiles() {}

    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    static boolean any(Path folder) throws IOException {
        return Files.isDirectory(folder) && !list(folder).isEmpty();
    }
}
