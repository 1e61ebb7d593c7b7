@NullMarked
package io.narrows.server.model.minilm;

import org.jspecify.annotations.NullMarked;
