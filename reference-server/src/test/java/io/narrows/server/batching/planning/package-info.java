@NullMarked
package io.narrows.server.batching.planning;

import org.jspecify.annotations.NullMarked;
