@NullMarked
package io.narrows.data.shard.index;

import org.jspecify.annotations.NullMarked;
