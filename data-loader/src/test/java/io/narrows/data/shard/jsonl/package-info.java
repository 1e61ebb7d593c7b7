@NullMarked
package io.narrows.data.shard.jsonl;

import org.jspecify.annotations.NullMarked;
