/** Models: what the server asks of one, and the engines that run them. */
@NullMarked
package io.narrows.server.model;

import org.jspecify.annotations.NullMarked;
