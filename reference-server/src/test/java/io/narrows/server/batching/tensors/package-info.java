@NullMarked
package io.narrows.server.batching.tensors;

import org.jspecify.annotations.NullMarked;
