package io.narrows.server.bulk;

/**
 * How much of a shard's embeddings is written and forced to the disk.
 *
 * @param rows embeddings
 * @param bytes bytes of the file of embeddings
 * @param keyBytes bytes of the file of keys, 0 where there is none
 */
record Extent(int rows, long bytes, long keyBytes) {
    static final Extent NONE = new Extent(0, 0, 0);
}
