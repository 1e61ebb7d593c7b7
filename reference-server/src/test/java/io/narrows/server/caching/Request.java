package io.narrows.server.caching;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.TextModel.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A caller whose model the test plays: texts are words, a word's row is {@code [its length, its first character]}. Its outcome
 * is the rows' first numbers, "broken: ..." or "refused".
 */
final class Request implements Caller {
    static final ModelKey MODEL = new ModelKey("m", "1", "fp32", "e", "h");

    final CompletableFuture<String> outcome = new CompletableFuture<>();
    final List<List<String>> runs = new ArrayList<>();
    final Lookup lookup;
    volatile boolean gone;
    boolean refusing;

    /** What happens elsewhere while it is being refused. */
    Runnable meanwhile = () -> {};

    /** What happens as soon as it waits for others. */
    Runnable whenWaiting = () -> {};

    int waits;
    int readies;
    float @Nullable [][] rows;

    private Request(KnownRows known, String... words) {
        lookup = known.lookup(MODEL, Arrays.stream(words).map(Request::tokens).toList(), this);
    }

    /** Asks and begins. */
    static Request of(KnownRows known, String... words) {
        return asked(known, words).started();
    }

    /** Asks only. */
    static Request asked(KnownRows known, String... words) {
        return new Request(known, words);
    }

    Request started() {
        float[][] all = lookup.known();
        if (all != null) {
            answered(all);
        } else {
            lookup.start();
        }
        return this;
    }

    static Tokens tokens(String word) {
        return new Tokens(word.chars().asLongStream().toArray());
    }

    static float[] row(Tokens text) {
        return new float[] {text.length(), text.ids()[0]};
    }

    /** The model computes its last run. */
    void compute() {
        List<String> run = runs.get(runs.size() - 1);
        lookup.ended();
        lookup.computed(run.stream().map(word -> row(tokens(word))).toArray(float[][]::new));
    }

    /** How it ended; empty while it has not. */
    String ended() {
        return outcome.getNow("");
    }

    @Override
    public boolean gone() {
        return gone;
    }

    @Override
    public boolean run(List<Tokens> texts) {
        if (refusing) {
            meanwhile.run();
            return false;
        }
        runs.add(texts.stream().map(Request::word).toList());
        return true;
    }

    private static String word(Tokens tokens) {
        StringBuilder word = new StringBuilder();
        for (long id : tokens.ids()) {
            word.append((char) id);
        }
        return word.toString();
    }

    @Override
    public void waiting() {
        waits++;
        whenWaiting.run();
    }

    @Override
    public void ready() {
        readies++;
    }

    @Override
    public void answered(float[][] answer) {
        rows = answer;
        List<Integer> lengths = new ArrayList<>();
        for (float[] row : answer) {
            lengths.add((int) row[0]);
        }
        end(lengths.toString());
    }

    @Override
    public void broken(Throwable cause) {
        end("broken: " + cause.getMessage());
    }

    @Override
    public void refused() {
        end("refused");
    }

    private void end(String how) {
        assertTrue(outcome.complete(how), "ended twice: " + ended() + ", then " + how);
    }
}
