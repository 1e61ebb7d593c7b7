package io.narrows.server.bulk;

import io.narrows.server.model.TextModel.Tokens;

/**
 * A text on its way through the model.
 *
 * @param shard number of its shard in the data set
 */
record BulkText(int shard, Tokens tokens) {}
