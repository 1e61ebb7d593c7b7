/** Runs models with the engines of the Deep Java Library, offline and with every native object closed. */
@NullMarked
package io.narrows.server.model.djl;

import org.jspecify.annotations.NullMarked;
