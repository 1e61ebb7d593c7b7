package io.narrows.benchmarks.loader;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.translate.Batchifier;
import ai.djl.util.Progress;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents as a data set of DJL, which parses one when it is asked for. They lie in memory, and no array is made of
 * them: what is left is the parsing, which all have to do, and DJL's own prefetching. Nobody could use that; it is the most that
 * any data set of DJL can come to.
 */
final class DjlParsing extends RandomAccessDataset {
    private final List<byte[]> documents;
    private final ObjectReader json = new ObjectMapper().readerFor(Doc.class);

    private DjlParsing(Builder builder) {
        super(builder);
        documents = builder.documents;
    }

    static DjlParsing of(List<byte[]> documents, int batch) {
        Builder builder = new Builder(documents);
        builder.setSampling(batch, false, false).optDataBatchifier(new Gather()).optLabelBatchifier(new Gather());
        return new DjlParsing(builder);
    }

    @Override
    public Record get(NDManager manager, long index) throws IOException {
        Doc doc = json.readValue(documents.get((int) index));
        return new Record(new Docs(List.of(doc)), new NDList());
    }

    @Override
    protected long availableSize() {
        return documents.size();
    }

    @Override
    public void prepare(@Nullable Progress progress) {
        // All is there.
    }

    /** A list of arrays without arrays, that carries documents. */
    static final class Docs extends NDList {
        private static final long serialVersionUID = 1L;

        private final transient List<Doc> all;

        Docs(List<Doc> all) {
            this.all = all;
        }

        List<Doc> all() {
            return all;
        }
    }

    /** Makes one list of those of a batch; DJL's own would stack arrays. */
    private static final class Gather implements Batchifier {
        private static final long serialVersionUID = 1L;

        @Override
        public NDList batchify(NDList[] inputs) {
            Doc[] docs = new Doc[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                if (!(inputs[i] instanceof Docs one)) {
                    return new NDList();
                }
                docs[i] = one.all().get(0);
            }
            return new Docs(List.of(docs));
        }

        @Override
        public NDList[] unbatchify(NDList inputs) {
            throw new UnsupportedOperationException("a batch is taken as it is");
        }
    }

    private static final class Builder extends BaseBuilder<Builder> {
        private final List<byte[]> documents;

        Builder(List<byte[]> documents) {
            this.documents = documents;
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
