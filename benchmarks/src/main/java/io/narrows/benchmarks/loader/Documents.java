package io.narrows.benchmarks.loader;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * JSON documents of about 1 kB: an address, a title, words with a language's skew of frequencies, some numbers; one in four
 * has letters that are not ASCII. The same
 * number always gives the same document. Thread-safe.
 */
final class Documents {
    private static final long SEED = 0x6c6f61646572L;
    /** Spreads the seeds; the generator's own step would make each document the one before it, moved by a word. */
    private static final long FAR_APART = 0xff51afd7ed558ccdL;

    private static final int WORDS = 5_000;
    private static final int TITLE = 6;
    private static final int LEAST_CHARS = 500;
    private static final int MOST_CHARS = 1_100;
    private static final String[] SYLLABLES = {
        "ka", "ro", "mi", "ten", "sa", "lu", "ber", "no", "vi", "sta", "de", "ga", "ri", "pon", "e", "chu", "lan", "o",
        "fer", "tis"
    };

    private final String[] words = new String[WORDS];

    Documents() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < WORDS; i++) {
            StringBuilder word = new StringBuilder();
            int syllables = 1 + random.nextInt(i < 100 ? 2 : 4);
            for (int s = 0; s < syllables; s++) {
                word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
            }
            words[i] = word.toString();
        }
    }

    /** Document number {@code id}, whose id it is. */
    byte[] document(long id) {
        SplittableRandom random = new SplittableRandom(SEED ^ id * FAR_APART);
        StringBuilder json = new StringBuilder(MOST_CHARS + 400);
        json.append("{\"id\":").append(id);
        json.append(",\"url\":\"https://example.org/");
        for (int i = 0; i < 3; i++) {
            json.append(word(random)).append('/');
        }
        json.append(Long.toHexString(random.nextLong())).append('"');
        boolean french = random.nextInt(4) == 0;
        json.append(",\"language\":\"").append(french ? "fr" : "en").append('"');
        json.append(",\"quality\":").append(random.nextInt(10_000) / 10_000.0);
        json.append(",\"title\":\"").append(french ? "\u00c0 propos : " : "");
        for (int i = 0; i < TITLE; i++) {
            json.append(i == 0 ? "" : " ").append(word(random));
        }
        json.append("\",\"text\":\"");
        int end = json.length() + LEAST_CHARS + random.nextInt(MOST_CHARS - LEAST_CHARS);
        while (json.length() < end) {
            json.append(word(random)).append(random.nextInt(12) == 0 ? ".\\n" : " ");
        }
        json.append("\",\"links\":[");
        int links = 4 + random.nextInt(16);
        for (int i = 0; i < links; i++) {
            json.append(i == 0 ? "" : ",").append(random.nextInt(1_000_000));
        }
        json.append("],\"seen\":").append(random.nextBoolean()).append('}');
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Word i comes about as often as 1 / i, as in a language. */
    private String word(SplittableRandom random) {
        return words[(int) Math.pow(WORDS, random.nextDouble()) % WORDS];
    }
}
