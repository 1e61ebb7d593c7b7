package io.narrows.data.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a folder and those below it, put together as samples by WebDataset's rule: the key is the path up to the first
 * dot after the last slash, what follows is the name of the field, in lower case. In the order of the keys.
 */
final class FolderSamples {
    private static final Pattern NAME = Pattern.compile("((?:.*/|)[^./]+)[.]([^/]*)", Pattern.DOTALL);

    private final List<Sample> samples;
    private final int leftOut;

    private FolderSamples(List<Sample> samples, int leftOut) {
        this.samples = samples;
        this.leftOut = leftOut;
    }

    /** A file of a sample. */
    record Field(String name, Path file) {}

    /** A sample; its fields in the order of their names. */
    record Sample(String key, List<Field> fields) {}

    private record Entry(String key, String field, Path file) {}

    /**
     * Looks through a folder.
     *
     * @throws IOException when it cannot be read, or two files would be the same field of the same sample
     */
    static FolderSamples of(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        int leftOut = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                Matcher name = NAME.matcher(path);
                if (name.matches() && !metadata(path)) {
                    entries.add(new Entry(name.group(1), name.group(2).toLowerCase(Locale.ROOT), file));
                } else {
                    leftOut++;
                }
            }
        }
        entries.sort(
                Comparator.comparing(Entry::key).thenComparing(Entry::field).thenComparing(Entry::file));
        return new FolderSamples(grouped(entries), leftOut);
    }

    private static boolean metadata(String path) {
        return path.startsWith("__") && path.endsWith("__") && path.indexOf('/') < 0;
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
            } else if (entries.get(i - 1).field().equals(entry.field())) {
                throw new IOException(entries.get(i - 1).file() + " and " + entry.file() + " would both be the field \""
                        + entry.field() + "\" of the sample \"" + entry.key() + "\"");
            }
            fields.add(new Field(entry.field(), entry.file()));
        }
        return samples;
    }

    List<Sample> samples() {
        return samples;
    }

    /** Changes with keys and fields; not with what is in the files, which are not read for it. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Sample sample : samples) {
                for (Field field : sample.fields()) {
                    digest.update((sample.key() + '\n' + field.name() + '\n').getBytes(StandardCharsets.UTF_8));
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Files that belong to no sample: without a dot in their names or with nothing before it. */
    int leftOut() {
        return leftOut;
    }
}
