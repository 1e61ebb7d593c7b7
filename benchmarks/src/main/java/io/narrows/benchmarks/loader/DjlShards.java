package io.narrows.benchmarks.loader;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.util.Progress;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plain tars as a data set of DJL, as one who uses it would write it: the files are mapped, a table says where each document
 * lies, and {@link #get} parses one and makes an array of it. The array is the least that is of use: the document's id and its
 * links, made as long as {@link #NUMBERS} in Java, so that DJL's own batchifier can stack them without padding.
 */
final class DjlShards extends RandomAccessDataset {
    /** Numbers in the array of a document: its id and as many links as one may have, of which the missing are 0. */
    static final int NUMBERS = 20;

    private static final int BLOCK = 512;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 11;
    private static final int TYPE_AT = 156;

    private record Place(MappedByteBuffer shard, int at, int size) {}

    private final List<Place> places;
    private final ObjectReader json = new ObjectMapper().readerFor(Doc.class);

    private DjlShards(Builder builder) {
        super(builder);
        places = builder.places;
    }

    /** Maps the shards and makes the table. */
    static DjlShards of(List<Path> shards, int batch) throws IOException {
        Builder builder = new Builder();
        for (Path shard : shards) {
            try (FileChannel file = FileChannel.open(shard)) {
                add(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()), builder.places);
            }
        }
        return new DjlShards(builder.setSampling(batch, false, false));
    }

    private static void add(MappedByteBuffer tar, List<Place> places) {
        int at = 0;
        while (at + BLOCK <= tar.limit() && tar.get(at) != 0) {
            int size = 0;
            for (int i = at + SIZE_AT; i < at + SIZE_AT + SIZE_LENGTH; i++) {
                size = (size << 3) + tar.get(i) - '0';
            }
            if (tar.get(at + TYPE_AT) == '0') {
                places.add(new Place(tar, at + BLOCK, size));
            }
            at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
        }
    }

    @Override
    public Record get(NDManager manager, long index) throws IOException {
        Place place = places.get((int) index);
        byte[] bytes = new byte[place.size];
        place.shard.get(place.at, bytes);
        Doc doc = json.readValue(bytes);
        int[] numbers = new int[NUMBERS];
        numbers[0] = (int) doc.id;
        System.arraycopy(doc.links, 0, numbers, 1, doc.links.length);
        return new Record(new NDList(manager.create(numbers)), new NDList());
    }

    @Override
    protected long availableSize() {
        return places.size();
    }

    @Override
    public void prepare(@Nullable Progress progress) {
        // All is there.
    }

    private static final class Builder extends BaseBuilder<Builder> {
        private final List<Place> places = new ArrayList<>();

        @Override
        protected Builder self() {
            return this;
        }
    }
}
