/**
 * Models: what the server asks of one of texts ({@link io.narrows.server.model.TextModel}) and of one of any tensors (package
 * {@code tensor}), and the engines that run them.
 */
@NullMarked
package io.narrows.server.model;

import org.jspecify.annotations.NullMarked;
