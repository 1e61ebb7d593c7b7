/**
 * Shards in, embeddings out: the model run over a data set instead of over requests.
 *
 * <p>{@link io.narrows.server.bulk.BulkEmbedder} takes windows of texts from the data loader, cuts each into forwards of like
 * lengths, runs them, and writes the vectors in the order of the texts through {@link io.narrows.server.bulk.EmbeddingFolder},
 * which knows how far an earlier process came. The same data set gives the same bytes, however often the process was killed.
 */
@NullMarked
package io.narrows.server.bulk;

import org.jspecify.annotations.NullMarked;
