@NullMarked
package io.narrows.server.batching;

import org.jspecify.annotations.NullMarked;
