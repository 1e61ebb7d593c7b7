/**
 * JSON Lines, plain or compressed with gzip or zstd: {@link io.narrows.data.shard.jsonl.JsonLinesFormat} opens a file of which
 * every line is a sample.
 */
@NullMarked
package io.narrows.data.shard.jsonl;

import org.jspecify.annotations.NullMarked;
