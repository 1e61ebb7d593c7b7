package io.narrows.server.model;

import java.util.Arrays;
import java.util.List;

/** A model behind a store of answers that kept one of them from another text: a stale entry, or one under a wrong key. */
final class StaleRowModel implements TextModel {
    private final TextModel model;
    private final long[] key;
    private final float[] stale;

    /**
     * @param key tokens of the text that is answered from the store
     * @param stale what the store holds for it
     */
    StaleRowModel(TextModel model, Tokens key, float[] stale) {
        this.model = model;
        this.key = key.ids();
        this.stale = stale;
    }

    @Override
    public ModelInfo info() {
        return model.info();
    }

    @Override
    public Tokens encode(String text) {
        return model.encode(text);
    }

    @Override
    public Runner newRunner() {
        Runner runner = model.newRunner();
        return new Runner() {
            @Override
            public Batch assemble(List<Tokens> texts) {
                return new StaleBatch(runner.assemble(texts), texts);
            }

            @Override
            public void close() {
                runner.close();
            }
        };
    }

    @Override
    public void close() {
        model.close();
    }

    private final class StaleBatch implements Batch {
        private final Batch batch;
        private final List<Tokens> texts;

        StaleBatch(Batch batch, List<Tokens> texts) {
            this.batch = batch;
            this.texts = texts;
        }

        @Override
        public int size() {
            return batch.size();
        }

        @Override
        public int paddedLength() {
            return batch.paddedLength();
        }

        @Override
        public void forward() {
            batch.forward();
        }

        @Override
        public float[][] read() {
            float[][] rows = batch.read();
            for (int i = 0; i < rows.length; i++) {
                if (Arrays.equals(texts.get(i).ids(), key)) {
                    rows[i] = stale.clone();
                }
            }
            return rows;
        }

        @Override
        public void close() {
            batch.close();
        }
    }
}
