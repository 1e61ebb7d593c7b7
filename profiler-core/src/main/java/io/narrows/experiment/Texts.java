package io.narrows.experiment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A source of texts of very different lengths. Immutable and thread-safe.
 *
 * <p>The built-in one composes its texts from short pieces about everyday things: one to three words (30 of 100), one or two
 * sentences (52), a paragraph (15), or several paragraphs up to about 400 words (3). One from a file hands out the file's lines as they are.
 */
public abstract sealed class Texts {
    private static final int LONGEST_WORDS = 400;

    private Texts() {}

    /** Draws one text. */
    abstract String draw(SplittableRandom random);

    /** The texts that come with Narrows. */
    public static Texts builtIn() {
        try (InputStream in = Texts.class.getResourceAsStream("texts.txt")) {
            if (in == null) {
                throw new LoadException("texts.txt is missing from the Narrows jar");
            }
            return new Composed(paragraphs(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new LoadException("texts.txt in the Narrows jar cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Texts from a UTF-8 file, one a line; blank lines are left out.
     *
     * @throws LoadException when the file cannot be read or holds no text
     */
    public static Texts fromFile(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new LoadException("texts file " + file + " must be a readable UTF-8 file: " + e, e);
        }
        if (lines.isEmpty()) {
            throw new LoadException("texts file " + file + " must hold a text a line, got none");
        }
        return new Lines(lines);
    }

    /* Sentences a line, a blank line after each paragraph. */
    private static List<List<String>> paragraphs(Reader reader) throws IOException {
        List<List<String>> paragraphs = new ArrayList<>();
        List<String> current = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(reader)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    current.add(line.strip());
                } else if (!current.isEmpty()) {
                    paragraphs.add(List.copyOf(current));
                    current.clear();
                }
            }
        }
        if (!current.isEmpty()) {
            paragraphs.add(List.copyOf(current));
        }
        return List.copyOf(paragraphs);
    }

    static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    private static final class Lines extends Texts {
        private final List<String> lines;

        Lines(List<String> lines) {
            this.lines = lines;
        }

        @Override
        String draw(SplittableRandom random) {
            return pick(lines, random);
        }
    }

    private static final class Composed extends Texts {
        private final List<List<String>> paragraphs;
        private final List<String> sentences;
        private final List<String> vocabulary;

        Composed(List<List<String>> paragraphs) {
            this.paragraphs = paragraphs;
            this.sentences = paragraphs.stream().flatMap(List::stream).toList();
            Set<String> words = sentences.stream()
                    .flatMap(sentence -> List.of(sentence.split("[^\\p{L}]+")).stream())
                    .filter(word -> word.length() > 3)
                    .collect(Collectors.toCollection(TreeSet::new));
            this.vocabulary = List.copyOf(words);
        }

        @Override
        String draw(SplittableRandom random) {
            int percent = random.nextInt(100);
            if (percent < 30) {
                return joined(vocabulary, 1 + random.nextInt(3), random);
            }
            if (percent < 82) {
                return joined(sentences, 1 + random.nextInt(2), random);
            }
            if (percent < 97) {
                return paragraph(random);
            }
            return several(2 + random.nextInt(4), random);
        }

        private static String joined(List<String> from, int count, SplittableRandom random) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                parts.add(pick(from, random));
            }
            return String.join(" ", parts);
        }

        private String paragraph(SplittableRandom random) {
            List<String> all = pick(paragraphs, random);
            int first = random.nextInt(all.size());
            List<String> turned = new ArrayList<>(all.subList(first, all.size()));
            turned.addAll(all.subList(0, first));
            int atLeast = Math.min(3, turned.size());
            return String.join(" ", turned.subList(0, atLeast + random.nextInt(turned.size() - atLeast + 1)));
        }

        private String several(int count, SplittableRandom random) {
            StringBuilder text = new StringBuilder(paragraph(random));
            int length = words(text.toString());
            for (int i = 1; i < count; i++) {
                String next = paragraph(random);
                length += words(next);
                if (length > LONGEST_WORDS) {
                    break;
                }
                text.append("\n\n").append(next);
            }
            return text.toString();
        }
    }

    private static <T> T pick(List<T> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }
}
