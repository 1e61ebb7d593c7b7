@NullMarked
package io.narrows.data.shard.tar;

import org.jspecify.annotations.NullMarked;
