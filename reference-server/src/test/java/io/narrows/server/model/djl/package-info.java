@NullMarked
package io.narrows.server.model.djl;

import org.jspecify.annotations.NullMarked;
