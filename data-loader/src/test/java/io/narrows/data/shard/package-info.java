@NullMarked
package io.narrows.data.shard;

import org.jspecify.annotations.NullMarked;
