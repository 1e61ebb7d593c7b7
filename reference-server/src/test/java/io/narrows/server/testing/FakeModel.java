package io.narrows.server.testing;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.ModelInfo.TensorInfo;
import io.narrows.server.model.TextModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A model that needs no engine: its vector is {@code [number of characters, first character, 0.1]}. Forwards can be held
 * back and made to fail.
 */
public final class FakeModel implements TextModel {
    private static final int MANY = 1 << 20;

    private final Semaphore permits;
    private final List<List<Integer>> forwards = new ArrayList<>();
    private final AtomicInteger encoded = new AtomicInteger();
    private final Semaphore encoding = new Semaphore(MANY);
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Semaphore started = new Semaphore(0);
    private volatile long nsPerForward;
    private volatile long nsPerToken;
    private volatile AtomicLong clock = new AtomicLong();
    private volatile long clockNsPerText;

    private final ModelInfo info;
    private final float mark;

    private FakeModel(int permits) {
        this(permits, "minilm", "1", Map.of("engine", "none"), 0.1f);
    }

    private FakeModel(int permits, String name, String version, Map<String, String> properties, float mark) {
        this.permits = new Semaphore(permits);
        this.mark = mark;
        info = new ModelInfo(
                name,
                version,
                "fake_none",
                List.of(new TensorInfo("text", "BYTES", List.of(-1L))),
                List.of(new TensorInfo("embedding", "FP32", List.of(-1L, 3L))),
                properties);
    }

    /** A model that runs at once, with the given name, version and variant; its vectors end with {@code mark}. */
    public static FakeModel named(String name, String version, String variant, float mark) {
        return new FakeModel(MANY, name, version, Map.of("engine", "none", "variant", variant), mark);
    }

    /** A model that runs at once, with further properties. */
    public static FakeModel stating(String name, Map<String, String> properties) {
        return new FakeModel(MANY, name, "1", properties, 0.1f);
    }

    /** A model that runs at once. */
    public static FakeModel running() {
        return new FakeModel(MANY);
    }

    /** A model whose forwards wait for {@link #release}. */
    public static FakeModel held() {
        return new FakeModel(0);
    }

    /** Makes the following forwards take time, busy as real ones. */
    public FakeModel taking(long forwardNs, long tokenNs) {
        nsPerForward = forwardNs;
        nsPerToken = tokenNs;
        return this;
    }

    /** Makes each following forward move a clock on, by so much for each of its texts. */
    public FakeModel advancing(AtomicLong clockNs, long nsPerText) {
        clock = clockNs;
        clockNsPerText = nsPerText;
        return this;
    }

    /** Lets no further forward run until {@link #release}. */
    public void hold() {
        permits.drainPermits();
    }

    /** Lets so many held forwards run. */
    public void release(int count) {
        permits.release(count);
    }

    /** Waits until a forward has started, and is held or through. */
    public void awaitForward() throws InterruptedException {
        started.acquire();
    }

    /** Makes the following forwards fail, or no longer. */
    public void fail(boolean fails) {
        failing.set(fails);
    }

    /** Lets no further text be split into tokens until {@link #releaseEncoding}. */
    public void holdEncoding() {
        encoding.drainPermits();
    }

    /** Lets texts be split again. */
    public void releaseEncoding() {
        encoding.release(MANY);
    }

    /** How many texts were split into tokens, or are being split. */
    public int encoded() {
        return encoded.get();
    }

    /** The texts' lengths in tokens of every forward so far. */
    public List<List<Integer>> forwards() {
        synchronized (forwards) {
            return List.copyOf(forwards);
        }
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public Tokens encode(String text) {
        encoded.incrementAndGet();
        encoding.acquireUninterruptibly();
        long[] ids = new long[text.length() + 2];
        for (int i = 0; i < text.length(); i++) {
            ids[i + 1] = text.charAt(i);
        }
        return new Tokens(ids);
    }

    @Override
    public Runner newRunner() {
        return new FakeRunner();
    }

    @Override
    public void close() {}

    private final class FakeRunner implements Runner {
        @Override
        public Batch assemble(List<Tokens> texts) {
            return new FakeBatch(List.copyOf(texts));
        }

        @Override
        public void close() {}
    }

    private final class FakeBatch implements Batch {
        private final List<Tokens> texts;

        FakeBatch(List<Tokens> texts) {
            this.texts = texts;
        }

        @Override
        public int size() {
            return texts.size();
        }

        @Override
        public int paddedLength() {
            return texts.stream().mapToInt(Tokens::length).max().orElse(0);
        }

        @Override
        public void forward() {
            synchronized (forwards) {
                forwards.add(texts.stream().map(Tokens::length).toList());
            }
            started.release();
            permits.acquireUninterruptibly();
            clock.addAndGet(clockNsPerText * size());
            long untilNs = System.nanoTime() + nsPerForward + nsPerToken * size() * paddedLength();
            while (System.nanoTime() - untilNs < 0) {
                Thread.onSpinWait();
            }
            if (failing.get()) {
                throw new IllegalStateException("the fake model fails");
            }
        }

        @Override
        public float[][] read() {
            float[][] rows = new float[texts.size()][];
            for (int i = 0; i < rows.length; i++) {
                Tokens tokens = texts.get(i);
                rows[i] = new float[] {tokens.length() - 2, tokens.ids()[1], mark};
            }
            return rows;
        }

        @Override
        public void close() {}
    }
}
