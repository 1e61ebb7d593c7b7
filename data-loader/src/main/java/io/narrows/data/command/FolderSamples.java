package io.narrows.data.command;

import io.narrows.data.shard.tar.TarSampleNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder and those below it, put together as samples by WebDataset's rule: the key is the path up to the first
 * dot after the last slash, what follows is the name of the field, in lower case. In the order of the keys. Files whose names
 * begin with a dot are left out.
 */
final class FolderSamples {
    private final List<Sample> samples;
    private final int leftOut;

    private FolderSamples(List<Sample> samples, int leftOut) {
        this.samples = samples;
        this.leftOut = leftOut;
    }

    /**
     * A file of a sample.
     *
     * @param bytes how large it was when it was found
     * @param changedNs when it was last changed before, since 1970
     */
    record Field(String name, Path file, long bytes, long changedNs) {}

    /** A sample; its fields in the order of their names. */
    record Sample(String key, List<Field> fields) {}

    private record Entry(String key, Field field) {
        String name() {
            return field.name();
        }

        Path file() {
            return field.file();
        }
    }

    /**
     * Looks through a folder.
     *
     * @param out a folder that is not looked into, wherever it lies; it need not exist
     * @throws IOException when it cannot be read, or two files would be the same field of the same sample
     */
    static FolderSamples of(Path folder, Path out) throws IOException {
        Path begin = Files.isSymbolicLink(folder)
                ? folder.toRealPath()
                : folder; // a walk does not even follow the first link
        Finder finder = new Finder(begin, Files.exists(out) ? out.toRealPath() : null);
        Files.walkFileTree(begin, finder);
        finder.entries.sort(
                Comparator.comparing(Entry::key).thenComparing(Entry::name).thenComparing(Entry::file));
        return new FolderSamples(grouped(finder.entries), finder.leftOut);
    }

    /** Files and what is known of them; links to files are followed, links to folders are not. */
    private static final class Finder extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final @Nullable Path out;
        private final List<Entry> entries = new ArrayList<>();
        private int leftOut;

        Finder(Path folder, @Nullable Path out) {
            this.folder = folder;
            this.out = out;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
            return out != null && path.toRealPath().equals(out)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink() && Files.isRegularFile(file)) {
                add(file, Files.readAttributes(file, BasicFileAttributes.class));
            } else if (attributes.isRegularFile()) {
                add(file, attributes);
            }
            return FileVisitResult.CONTINUE;
        }

        private void add(Path file, BasicFileAttributes attributes) {
            String path = folder.relativize(file).toString().replace('\\', '/');
            int key = path.charAt(path.lastIndexOf('/') + 1) == '.' ? -1 : TarSampleNames.keyLength(path);
            if (key < 0) {
                leftOut++;
                return;
            }
            String field = path.substring(key + 1).toLowerCase(Locale.ROOT);
            long changedNs = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            entries.add(new Entry(path.substring(0, key), new Field(field, file, attributes.size(), changedNs)));
        }
    }

    private static List<Sample> grouped(List<Entry> entries) throws IOException {
        List<Sample> samples = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            boolean sameKey = i > 0 && entries.get(i - 1).key().equals(entry.key());
            if (!sameKey) {
                fields = new ArrayList<>();
                samples.add(new Sample(entry.key(), fields));
            } else if (entries.get(i - 1).name().equals(entry.name())) {
                throw new IOException(entries.get(i - 1).file() + " and " + entry.file() + " would both be the field \""
                        + entry.name() + "\" of the sample \"" + entry.key() + "\"");
            }
            fields.add(entry.field());
        }
        return samples;
    }

    List<Sample> samples() {
        return samples;
    }

    /** Changes with keys and fields, and with the size and the time of change of each file; none is read for it. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Sample sample : samples) {
                for (Field field : sample.fields()) {
                    String line =
                            sample.key() + '\n' + field.name() + '\n' + field.bytes() + '\n' + field.changedNs() + '\n';
                    digest.update(line.getBytes(StandardCharsets.UTF_8));
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Files that belong to no sample: without a dot in their names, with nothing before it, or about the data set. */
    int leftOut() {
        return leftOut;
    }
}
