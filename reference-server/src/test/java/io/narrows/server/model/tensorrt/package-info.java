@NullMarked
package io.narrows.server.model.tensorrt;

import org.jspecify.annotations.NullMarked;
