@NullMarked
package io.narrows.data.shard.raw;

import org.jspecify.annotations.NullMarked;
